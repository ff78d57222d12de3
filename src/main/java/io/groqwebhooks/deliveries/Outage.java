package io.groqwebhooks.deliveries;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;

/**
 * What is said while the log of deliveries cannot be written: one sentence when that begins and one
 * when it ends, and no more than these within a minute, however often it comes and goes. Not safe
 * for use by several threads.
 */
final class Outage {

  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String place;
  private final LongSupplier nanos;

  private boolean lasts;
  private boolean told;
  private long toldAt;
  private boolean cleaningFails;
  private boolean drops;
  private long dropped;
  private long droppedAt;

  /**
   * No outage.
   *
   * @param place where the database is
   * @param nanos the time, as {@link System#nanoTime()} has it
   */
  Outage(String place, LongSupplier nanos) {
    this.place = place;
    this.nanos = nanos;
    this.toldAt = nanos.getAsLong() - PAUSE_NANOS;
  }

  /** What is to be said of a failure; null for nothing. */
  @Nullable String failed(Throwable failure) {
    lasts = true;
    if (told || nanos.getAsLong() - toldAt < PAUSE_NANOS) {
      return null;
    }
    told = true;
    toldAt = nanos.getAsLong();
    return "Deliveries cannot be written to "
        + place
        + " for the time being, and nothing else is affected: "
        + NestedExceptionUtils.getMostSpecificCause(failure);
  }

  /** What is to be said now that something was written; null for nothing. */
  @Nullable String worked() {
    lasts = false;
    drops = drops && nanos.getAsLong() - droppedAt < PAUSE_NANOS;
    if (!told) {
      return null;
    }
    told = false;
    return "Deliveries are written to " + place + " again";
  }

  /** What is to be said of old deliveries that could not be removed; null for nothing. */
  @Nullable String cleaningFailed(Throwable failure) {
    boolean first = !cleaningFails && !lasts;
    cleaningFails = true;
    return first
        ? "Old deliveries cannot be removed for the time being: "
            + NestedExceptionUtils.getMostSpecificCause(failure)
        : null;
  }

  /** Old deliveries were removed. */
  void cleaned() {
    cleaningFails = false;
  }

  /**
   * What is to be said of entries that were not written; null for nothing.
   *
   * @param all how many there were since the start
   */
  @Nullable String dropped(long all) {
    if (all == dropped) {
      return null;
    }
    boolean first = !drops;
    drops = true;
    dropped = all;
    droppedAt = nanos.getAsLong();
    return first
        ? "Entries of the log of deliveries are not written, since the database is too slow or away,"
            + " or refuses them; webhooks_log_dropped_total counts them"
        : null;
  }
}
