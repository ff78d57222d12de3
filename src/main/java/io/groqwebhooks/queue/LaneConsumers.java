package io.groqwebhooks.queue;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.jms.JmsEndpoint;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Consumes a queue and its {@link Lanes}, each lane by one consumer, and handles as many events at
 * once as are configured for all of them together.
 */
final class LaneConsumers extends BytesOrText {

  /** What was not handled is at the head of its lane, where it must stay, and comes at once. */
  private static final FixedBackOff BEFORE_IT_COMES_AGAIN =
      new FixedBackOff(1000, FixedBackOff.UNLIMITED_ATTEMPTS);

  private final List<String> lanes;
  private final Duration turn;
  private final Set<String> consumed = new HashSet<>();
  private Semaphore free = new Semaphore(0);

  /**
   * Consumers of that queue.
   *
   * @param turn how long a lane stays with one of several receivers
   */
  LaneConsumers(JmsEndpoint queue, Lanes lanes, Duration turn) {
    super(queue);
    this.lanes = lanes.of(queue.getDestinationName());
    this.turn = turn;
  }

  /** No consumer comes and goes with the load, because it may be a lane's that has gone then. */
  @Override
  public void setMaxConcurrentConsumers(int atOnce) {
    setConcurrentConsumers(atOnce);
  }

  @Override
  public void setConcurrentConsumers(int atOnce) {
    free = new Semaphore(atOnce, true);
    super.setConcurrentConsumers(lanes.size() + atOnce);
  }

  @Override
  protected MessageConsumer createListenerConsumer(Session session) throws JMSException {
    Optional<String> lane = unconsumed();
    return lane.isPresent()
        ? new LaneConsumer(turn, () -> consumer(session, lane.get()), () -> leave(lane.get()))
        : super.createListenerConsumer(session);
  }

  private MessageConsumer consumer(Session session, String lane) throws JMSException {
    Destination destination = resolveDestinationName(session, lane);
    // For its senders Artemis makes a queue as it is told, for its consumers by its own defaults.
    session.createProducer(destination).close();
    return createConsumer(session, destination);
  }

  /** A lane without a consumer, which gets one now. */
  private synchronized Optional<String> unconsumed() {
    return lanes.stream().filter(consumed::add).findFirst();
  }

  private synchronized void leave(String lane) {
    consumed.remove(lane);
  }

  @Override
  protected void invokeListener(Session session, Message message) throws JMSException {
    if (!begin()) {
      rollbackIfNecessary(session);
      return;
    }
    try {
      super.invokeListener(session, message);
    } finally {
      free.release();
    }
  }

  /** Waits for its turn; returns false if that does not come, because consumers stop. */
  private boolean begin() {
    try {
      while (isRunning()) {
        if (free.tryAcquire(1, TimeUnit.SECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  @Override
  protected void handleListenerException(Throwable failure) {
    super.handleListenerException(failure);
    applyBackOffTime(BEFORE_IT_COMES_AGAIN.start());
  }
}
