package io.groqwebhooks.intake;

import io.groqwebhooks.task.FatalError;
import io.groqwebhooks.task.RepeatedTask;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deliveries whose senders wait for a handler. When one takes longer than the timeout, its
 * sender is told to come again, and the handler runs on. Safe for use by several threads.
 */
final class PendingAnswers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PendingAnswers.class);
  private static final Duration LONGEST_STEP = Duration.ofMillis(500);

  /** Far more than it takes to look at all of them, also where an answer cannot be written. */
  private static final Duration LONGEST_ROUND = Duration.ofMinutes(1);

  private final long timeoutNanos;
  private final Set<Delivery> pending = ConcurrentHashMap.newKeySet();
  private final RepeatedTask clock;

  PendingAnswers(Duration timeout) {
    this.timeoutNanos = timeout.toNanos();
    // One look at all of them costs less than a timer for each.
    long step = Math.min(LONGEST_STEP.toMillis(), Math.max(1, timeout.toMillis() / 4));
    this.clock =
        new RepeatedTask(
            "webhook-answers", Duration.ofMillis(step), () -> pending.removeIf(this::isOver));
  }

  void add(Delivery delivery) {
    pending.add(delivery);
  }

  void remove(Delivery delivery) {
    pending.remove(delivery);
  }

  boolean isAlive() {
    return clock.isAlive(LONGEST_ROUND);
  }

  private boolean isOver(Delivery delivery) {
    try {
      return delivery.answerIfLate(timeoutNanos);
    } catch (RuntimeException | Error e) {
      // The others are still to be answered, now and later.
      LOG.error("A sender was not told that its event is still being handled", e);
      FatalError.report(e);
      return true;
    }
  }

  @Override
  public void close() {
    clock.endNow();
  }
}
