package io.groqwebhooks.queue;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import java.time.Duration;

/**
 * The consumer of a lane, which Artemis leaves to the first that has got an event of it. After each
 * turn it is closed and made anew, so that another receiver's may have the lane next: between two
 * events, when it has none in its hands. For one thread at a time, as JMS says.
 */
final class LaneConsumer implements MessageConsumer {

  /** Makes a consumer. */
  @FunctionalInterface
  interface Maker {
    MessageConsumer make() throws JMSException;
  }

  private final long turnNanos;
  private final Maker maker;
  private final Runnable closed;
  private MessageConsumer consumer;
  private long begun;

  /**
   * Makes the first consumer.
   *
   * @param closed is told when there is going to be no other
   */
  LaneConsumer(Duration turn, Maker maker, Runnable closed) throws JMSException {
    this.turnNanos = turn.toNanos();
    this.maker = maker;
    this.closed = closed;
    try {
      this.consumer = maker.make();
    } catch (JMSException | RuntimeException | Error e) {
      closed.run();
      throw e;
    }
    this.begun = System.nanoTime();
  }

  private MessageConsumer consumer() throws JMSException {
    if (System.nanoTime() - begun > turnNanos) {
      consumer.close();
      consumer = maker.make();
      begun = System.nanoTime();
    }
    return consumer;
  }

  @Override
  public Message receive() throws JMSException {
    return consumer().receive();
  }

  @Override
  public Message receive(long timeoutMillis) throws JMSException {
    return consumer().receive(timeoutMillis);
  }

  @Override
  public Message receiveNoWait() throws JMSException {
    return consumer().receiveNoWait();
  }

  @Override
  public String getMessageSelector() throws JMSException {
    return consumer.getMessageSelector();
  }

  @Override
  public MessageListener getMessageListener() throws JMSException {
    return consumer.getMessageListener();
  }

  @Override
  public void setMessageListener(MessageListener listener) throws JMSException {
    consumer.setMessageListener(listener);
  }

  @Override
  public void close() throws JMSException {
    closed.run();
    consumer.close();
  }
}
