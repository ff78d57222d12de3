package io.groqwebhooks.intake;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what strangers can make the processor do: of what costs much and is asked for by requests
 * that are not verified yet, only so much is done at once, and what has to wait for long is
 * refused. Other work is not held up. Safe for use by several threads.
 */
final class CostlyWork {

  /** How long a request may wait for its turn. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** Each that waits holds a thread that others need. */
  private static final int MOST_WAITING = 16;

  /** A quarter of the processor's cores, or one. The turn goes to who came first. */
  private final Semaphore turns =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 4), true);

  /** Does the work, or returns null if there is too much of it. */
  <T> @Nullable T call(Supplier<T> work) {
    if (turns.getQueueLength() >= MOST_WAITING) {
      return null;
    }
    try {
      if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }
}
