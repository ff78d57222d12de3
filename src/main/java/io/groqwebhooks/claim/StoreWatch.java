package io.groqwebhooks.claim;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Watches for outages of the store in which leases may have run out although their owners live.
 * After one of these, owners come first: until they had the time to renew, nobody claims anything.
 * Safe for use by several threads.
 */
final class StoreWatch {

  /** An owner finds the store again within a second, and renews within two more. */
  static final Duration OWNERS_FIRST = Duration.ofSeconds(3);

  /** A busy machine may let a thread wait this long for its turn, although there is no outage. */
  private static final Duration SHORTEST_OUTAGE = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private final long outageNanos;
  private long answeredAt;
  private long backSince;
  private boolean back;

  /**
   * Begins to watch.
   *
   * @param lease how long the store leases an event. Leases are renewed before half of that is
   *     over, so that none runs out when the store is silent for a third of it
   * @param nanoTime tells the time in the way of {@link System#nanoTime()}
   */
  StoreWatch(Duration lease, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.outageNanos = Math.max(lease.toNanos() / 3, SHORTEST_OUTAGE.toNanos());
    this.answeredAt = nanoTime.getAsLong();
  }

  /** The store has just answered. */
  synchronized void answered() {
    long now = nanoTime.getAsLong();
    if (now - answeredAt > outageNanos) {
      back = true;
      backSince = now;
    }
    answeredAt = now;
  }

  /** The store has just given this answer, which is returned. */
  <T> T answered(T answer) {
    answered();
    return answer;
  }

  /** For how long there was no answer, in nanoseconds. */
  synchronized long silence() {
    return nanoTime.getAsLong() - answeredAt;
  }

  /** Whether the store must be asked for a sign of life before anything is claimed. */
  synchronized boolean isOutage() {
    return silence() > outageNanos;
  }

  /** Whether the store came back from an outage so recently that owners still come first. */
  synchronized boolean ownersComeFirst() {
    back = back && nanoTime.getAsLong() - backSince < OWNERS_FIRST.toNanos();
    return back;
  }
}
