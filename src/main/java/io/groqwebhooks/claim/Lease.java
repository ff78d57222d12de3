package io.groqwebhooks.claim;

import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A claim that this process won, until the store has settled it. Times are those of {@link
 * System#nanoTime()}. Safe for use by several threads.
 */
final class Lease {

  private enum Phase {
    /** The event's handler runs. */
    HELD,
    /**
     * The event's handler runs, and somebody else claimed the event although it does: the lease ran
     * out while the store was away.
     */
    LOST,
    /** The event was handled, and is just being recorded as done. */
    CONFIRMING,
    /** The event was handled, but the store did not say whether it recorded it. */
    UNRECORDED
  }

  final Claim claim;

  /** When a round last turned to this lease. */
  volatile long triedAt = System.nanoTime();

  private volatile Phase phase = Phase.HELD;
  private volatile long renewedAt = triedAt;
  private volatile @Nullable CompletableFuture<Boolean> confirmation;
  private @Nullable Throwable failure;

  private final WeakReference<Object> holder;

  /** A lease for as long as the holder can be reached, who settles the claim. */
  Lease(Claim claim, Object holder) {
    this.claim = claim;
    this.holder = new WeakReference<>(holder);
  }

  /**
   * Whether the event's handler is gone without a word: its thread died of an error, say. Nobody is
   * left to settle the claim.
   */
  boolean isAbandoned() {
    return !isHandled() && holder.get() == null;
  }

  /** The store is being asked to record the event. */
  synchronized void confirming() {
    phase = Phase.CONFIRMING;
  }

  /** The store did not say whether it recorded the event. */
  synchronized void unrecorded(@Nullable Throwable reason) {
    failure = reason;
    phase = Phase.UNRECORDED;
  }

  /** Why the store did not say it, or null. */
  synchronized @Nullable Throwable failure() {
    return failure;
  }

  boolean isUnrecorded() {
    return phase == Phase.UNRECORDED;
  }

  /** Whether the event's handler has succeeded. */
  boolean isHandled() {
    Phase now = phase;
    return now == Phase.CONFIRMING || now == Phase.UNRECORDED;
  }

  /** The attempt to record the event, once there is one. */
  @Nullable CompletableFuture<Boolean> confirmation() {
    return confirmation;
  }

  void confirmation(CompletableFuture<Boolean> begun) {
    confirmation = begun;
  }

  void renewed(long at) {
    renewedAt = at;
  }

  /**
   * Somebody else has claimed the event.
   *
   * @return whether that is news
   */
  synchronized boolean lost() {
    boolean news = phase == Phase.HELD;
    phase = news ? Phase.LOST : phase;
    return news;
  }

  /** Whether a round has to renew or record it. */
  boolean isDue(long now, long renewalNanos) {
    // A lost lease is renewed too. Its new owner may give the event up unhandled (a claim does that
    // when the store was away and gave it no answer), and then the event is nobody's but ours.
    return switch (phase) {
      case HELD, LOST -> now - renewedAt >= renewalNanos;
      case CONFIRMING -> false;
      case UNRECORDED -> true;
    };
  }
}
