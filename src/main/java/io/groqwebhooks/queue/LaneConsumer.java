package io.groqwebhooks.queue;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The consumer of a queue or of a lane, whose events come with a permit to handle them. For one
 * thread at a time, as JMS says.
 *
 * <p>Artemis leaves a lane to the first that has got an event of it. After each turn this consumer
 * is closed and made anew, so that another receiver's may have the lane next: between two events,
 * when it has none in its hands. It also gives its lane up while no handler is free, because
 * another receiver's may be.
 */
final class LaneConsumer implements MessageConsumer {

  /** How long an event may be in hand before its handling begins. */
  private static final long IN_HAND_MILLIS = 2000;

  /** How long a permit is kept from others to look whether there is an event for it. */
  private static final long LOOK_MILLIS = 50;

  /** Where the consumer is, among others of a queue and its lanes. */
  interface Place {

    /** Makes a consumer. */
    MessageConsumer consumer() throws JMSException;

    /** One for each handler that is free. */
    Semaphore permits();

    /** Whether events may still be handled. */
    boolean isRunning();

    /** Whether what was received can be given back. */
    boolean isTransacted() throws JMSException;

    /** Gives back what was received. */
    void giveBack() throws JMSException;

    /** There is going to be no other consumer. */
    void leave();
  }

  private final Place place;
  private final LongSupplier now;
  private final long turnNanos;
  private @Nullable MessageConsumer consumer;
  private long begun;

  /** Whether it has had an event in hand for which no handler became free. */
  private boolean crowded;

  /**
   * Makes the first consumer. Its turn has begun at random, so that the lanes of a receiver do not
   * all change hands at once.
   */
  LaneConsumer(Duration turn, Place place) throws JMSException {
    this(turn, place, System::nanoTime);
  }

  LaneConsumer(Duration turn, Place place, LongSupplier now) throws JMSException {
    this.now = now;
    this.turnNanos = turn.toNanos();
    this.place = place;
    try {
      this.consumer = place.consumer();
    } catch (JMSException | RuntimeException | Error e) {
      place.leave();
      throw e;
    }
    this.begun = now.getAsLong() - ThreadLocalRandom.current().nextLong(turnNanos);
  }

  @Override
  public @Nullable Message receive() throws JMSException {
    while (place.isRunning()) {
      Message message = receive(1000);
      if (message != null) {
        return message;
      }
    }
    return null;
  }

  @Override
  public @Nullable Message receiveNoWait() throws JMSException {
    return receive(1);
  }

  /** Returns an event together with a permit, which must be given back. */
  @Override
  public @Nullable Message receive(long timeoutMillis) throws JMSException {
    if (now.getAsLong() - begun > turnNanos) {
      rest();
    }
    return crowded ? receiveWithPermit(timeoutMillis) : receiveThenPermit(timeoutMillis);
  }

  private @Nullable Message receiveThenPermit(long timeoutMillis) throws JMSException {
    Message message = consumer().receive(timeoutMillis);
    if (message == null || permit()) {
      return message;
    }
    place.giveBack();
    rest();
    crowded = true;
    return null;
  }

  /** Waits for a handler; returns false if none becomes free, or because consumers stop. */
  private boolean permit() throws JMSException {
    int seconds = (int) (IN_HAND_MILLIS / 1000);
    // What was acknowledged when it was received would be lost.
    boolean mustKeep = !place.isTransacted();
    for (int second = 0; place.isRunning() && (mustKeep || second < seconds); second++) {
      if (permitWithin(1000)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Message receiveWithPermit(long timeoutMillis) throws JMSException {
    if (permitWithin(0)) {
      crowded = false;
    } else if (!permitWithin(timeoutMillis)) {
      rest();
      return null;
    }
    Message message = null;
    try {
      message = consumer().receive(LOOK_MILLIS);
    } finally {
      if (message == null) {
        place.permits().release();
      }
    }
    return message;
  }

  private boolean permitWithin(long millis) {
    try {
      return place.permits().tryAcquire(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private MessageConsumer consumer() throws JMSException {
    MessageConsumer current = consumer;
    if (current == null) {
      current = place.consumer();
      consumer = current;
      begun = now.getAsLong();
    }
    return current;
  }

  /** Gives up the queue or lane until the next event is asked for. */
  private void rest() throws JMSException {
    MessageConsumer current = consumer;
    consumer = null;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public String getMessageSelector() throws JMSException {
    return consumer().getMessageSelector();
  }

  @Override
  public MessageListener getMessageListener() throws JMSException {
    return consumer().getMessageListener();
  }

  @Override
  public void setMessageListener(MessageListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() throws JMSException {
    place.leave();
    rest();
  }
}
