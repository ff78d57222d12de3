package io.groqwebhooks.intake;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much is let in at once: deliveries being handled, and bytes of bodies held in memory. Beyond
 * that the answer is 503, so that the rest is not slowed. Safe for use by several threads.
 */
public final class IntakeCapacity {

  private final int maxInFlight;
  private final long maxBufferedBytes;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong bufferedBytes = new AtomicLong();

  /** Room for this many deliveries and bytes at once. */
  public IntakeCapacity(int maxInFlight, long maxBufferedBytes) {
    this.maxInFlight = maxInFlight;
    this.maxBufferedBytes = maxBufferedBytes;
  }

  /** How many deliveries are being handled. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Takes room for one more delivery, if there is any. */
  public boolean tryEnter() {
    if (inFlight.incrementAndGet() > maxInFlight) {
      inFlight.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Gives the room of one delivery back. */
  public void leave() {
    inFlight.decrementAndGet();
  }

  /** Takes memory for a body, if there is any. */
  public boolean tryReserve(int bytes) {
    if (bufferedBytes.addAndGet(bytes) > maxBufferedBytes) {
      bufferedBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Gives memory back. */
  public void free(int bytes) {
    bufferedBytes.addAndGet(-bytes);
  }
}
