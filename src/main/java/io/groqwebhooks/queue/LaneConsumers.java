package io.groqwebhooks.queue;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.camel.component.jms.JmsEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionStatus;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Consumes a queue and its {@link Lanes}, each lane by one consumer, and handles as many events at
 * once as are configured for all of them together.
 */
final class LaneConsumers extends BytesOrText {

  private static final Logger LOG = LoggerFactory.getLogger(LaneConsumers.class);

  /** What was not handled is at the head of its lane, where it must stay, and comes at once. */
  private static final FixedBackOff BEFORE_IT_COMES_AGAIN =
      new FixedBackOff(1000, FixedBackOff.UNLIMITED_ATTEMPTS);

  private final List<String> lanes;
  private final Duration turn;
  private final Set<String> consumed = new HashSet<>();
  private final Set<String> checked = ConcurrentHashMap.newKeySet();
  private Semaphore permits = new Semaphore(0);

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

  /**
   * Refuses options by which events would be lost, or would stay in their lanes with all that is
   * behind them.
   */
  @Override
  public void initialize() {
    refuseIf(getMessageSelector() != null, "selector: use the filter EIP");
    refuseIf(
        !isSessionTransacted() && getSessionAcknowledgeMode() != Session.CLIENT_ACKNOWLEDGE,
        "acknowledgementModeName");
    refuseIf(getCacheLevel() != CACHE_CONSUMER, "cacheLevel and cacheLevelName");
    super.initialize();
  }

  /** No consumer comes and goes with the load, because it may be a lane's that has gone then. */
  @Override
  public void setMaxConcurrentConsumers(int atOnce) {
    setConcurrentConsumers(atOnce);
  }

  @Override
  public void setConcurrentConsumers(int atOnce) {
    permits = new Semaphore(atOnce, true);
    super.setConcurrentConsumers(lanes.size() + atOnce);
  }

  @Override
  protected MessageConsumer createListenerConsumer(Session session) throws JMSException {
    return new LaneConsumer(turn, new Place(session, unconsumed()));
  }

  /** A lane without a consumer, which gets one now; null for the queue itself. */
  private synchronized @Nullable String unconsumed() {
    return lanes.stream().filter(consumed::add).findFirst().orElse(null);
  }

  private synchronized void leave(String lane) {
    consumed.remove(lane);
  }

  private void check(Session session, String lane) throws JMSException {
    if (checked.add(lane) && !LaneDestinations.isExclusive(session, lane)) {
      LOG.warn(
          "The queue {} is not exclusive: the order of its events is not kept when a receiver is"
              + " killed. Set default-exclusive-queue for it in the broker, and remove it there; it"
              + " is made anew.",
          lane);
    }
  }

  /** Where one consumer is. */
  private final class Place implements LaneConsumer.Place {

    private final Session session;
    private final @Nullable String lane;

    Place(Session session, @Nullable String lane) {
      this.session = session;
      this.lane = lane;
    }

    @Override
    public MessageConsumer consumer() throws JMSException {
      if (lane == null) {
        return LaneConsumers.super.createListenerConsumer(session);
      }
      Destination destination = resolveDestinationName(session, lane);
      // For its senders Artemis makes a queue as it is told, for its consumers by its own defaults.
      session.createProducer(destination).close();
      check(session, lane);
      return createConsumer(session, destination);
    }

    @Override
    public Semaphore permits() {
      return permits;
    }

    @Override
    public boolean isRunning() {
      return LaneConsumers.this.isRunning();
    }

    @Override
    public void giveBack() throws JMSException {
      rollbackIfNecessary(session);
    }

    @Override
    public void leave() {
      if (lane != null) {
        LaneConsumers.this.leave(lane);
      }
    }
  }

  /** While the last events are handled, another receiver may have the lanes of all others. */
  @Override
  protected boolean doReceiveAndExecute(
      Object invoker,
      @Nullable Session session,
      @Nullable MessageConsumer consumer,
      @Nullable TransactionStatus status)
      throws JMSException {
    try {
      return super.doReceiveAndExecute(invoker, session, consumer, status);
    } finally {
      if (!isRunning() && consumer instanceof LaneConsumer lane) {
        lane.rest();
      }
    }
  }

  /** An event has come with a permit to handle it. */
  @Override
  protected void doExecuteListener(Session session, Message message) throws JMSException {
    try {
      super.doExecuteListener(session, message);
    } finally {
      permits.release();
    }
  }

  @Override
  protected void handleListenerException(Throwable failure) {
    super.handleListenerException(failure);
    applyBackOffTime(BEFORE_IT_COMES_AGAIN.start());
  }
}
