package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.DeliveryQueries;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the log of deliveries, of which few may be answered at once: a database that is slow or away
 * must hold neither the threads that health is told by nor all of its connections.
 */
final class Log {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.console");
  private static final int AT_ONCE = 2;
  private static final int PATIENCE_SECONDS = 3;
  private static final long TELLING_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final @Nullable DeliveryQueries queries;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - 2 * TELLING_PAUSE_NANOS);

  Log(@Nullable DeliveryQueries queries) {
    this.queries = queries;
  }

  /** Whether there is none. */
  boolean isOff() {
    return queries == null;
  }

  /**
   * The log's answer.
   *
   * @throws ConsoleException if there is no log, or no answer
   */
  <T> T ask(Function<DeliveryQueries, T> question) {
    if (queries == null) {
      throw ConsoleException.notFound(
          "The log of deliveries is off: webhooks.deliveries.enabled is false.");
    }
    if (!hasPlace()) {
      throw new ConsoleException(
          503, "The database of the log of deliveries is busy. Try again in a moment.");
    }
    try {
      return question.apply(queries);
    } catch (ConsoleException e) {
      throw e;
    } catch (RuntimeException e) {
      tell(e);
      throw new ConsoleException(
          503,
          "The log of deliveries cannot be read, because its database does not answer."
              + " The receiver's log says why.");
    } finally {
      places.release();
    }
  }

  /** A page that is open asks every other second. */
  private void tell(RuntimeException failure) {
    long last = toldAt.get();
    long now = System.nanoTime();
    if (now - last > TELLING_PAUSE_NANOS && toldAt.compareAndSet(last, now)) {
      LOG.warn("The log of deliveries cannot be read", failure);
    }
  }

  private boolean hasPlace() {
    try {
      return places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
