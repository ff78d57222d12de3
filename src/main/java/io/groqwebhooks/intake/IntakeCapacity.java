package io.groqwebhooks.intake;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much is let in at once: deliveries being handled, and bytes of bodies held in memory. Beyond
 * that, and while the intake pauses, the answer is 503. Safe for use by several threads.
 */
public final class IntakeCapacity {

  private final int maxInFlight;
  private final long maxBufferedBytes;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong bufferedBytes = new AtomicLong();
  private volatile boolean paused;

  /** Room for this many deliveries and bytes at once. */
  public IntakeCapacity(int maxInFlight, long maxBufferedBytes) {
    this.maxInFlight = maxInFlight;
    this.maxBufferedBytes = maxBufferedBytes;
  }

  /** How many deliveries are being handled. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Takes room for one more delivery, or says why there is none. */
  public @Nullable Outcome enter() {
    int deliveries = inFlight.incrementAndGet();
    // Looked at last: who sees a pause with nothing in flight knows that nothing will be.
    Outcome refusal =
        paused ? Outcome.NOT_RUNNING : deliveries > maxInFlight ? Outcome.OVERLOADED : null;
    if (refusal != null) {
      inFlight.decrementAndGet();
    }
    return refusal;
  }

  /** From now on nothing is let in; what was let in before may still be {@link #inFlight}. */
  public void pause() {
    paused = true;
  }

  /** Ends a pause. */
  public void resume() {
    paused = false;
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
