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

  /**
   * How long an event may be in hand before its handling begins. Giving it back counts as a
   * delivery.
   */
  private static final int MOST_SECONDS_IN_HAND = 2;

  /** Where the consumer is, among others of a queue and its lanes. */
  interface Place {

    /** Makes a consumer. */
    MessageConsumer consumer() throws JMSException;

    /** One for each handler that is free. */
    Semaphore permits();

    /** Whether events may still be handled. */
    boolean isRunning();

    /** Gives back what was received and not handled. */
    void giveBack() throws JMSException;

    /** There is going to be no other consumer. */
    void leave();
  }

  private final Place place;
  private final LongSupplier now;
  private final long turnNanos;
  private @Nullable MessageConsumer consumer;
  private long begun;

  /** Whether nothing was there when a handler was free. */
  private boolean looked;

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
    boolean permitFirst = !looked && place.permits().availablePermits() == 0;
    looked = false;
    return permitFirst ? receiveWithPermit(timeoutMillis) : receiveThenPermit(timeoutMillis);
  }

  private @Nullable Message receiveThenPermit(long timeoutMillis) throws JMSException {
    Message message = consumer().receive(timeoutMillis);
    if (message != null && !permit()) {
      place.giveBack();
      rest();
      return null;
    }
    return message;
  }

  /** Waits for a handler; returns false if none becomes free, or because consumers stop. */
  private boolean permit() {
    for (int second = 0; place.isRunning() && second < MOST_SECONDS_IN_HAND; second++) {
      if (permitWithin(1000)) {
        return true;
      }
    }
    return false;
  }

  /** Keeps a permit from others only to look, and looks again after the time for an event. */
  private @Nullable Message receiveWithPermit(long timeoutMillis) throws JMSException {
    if (!permitWithin(timeoutMillis)) {
      rest();
      return null;
    }
    Message message = null;
    try {
      message = consumer().receiveNoWait();
    } finally {
      if (message == null) {
        place.permits().release();
        looked = true;
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
  void rest() throws JMSException {
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
    try {
      // Or else Artemis would give another receiver the event behind the one that is in hand.
      place.giveBack();
    } finally {
      rest();
    }
  }
}
