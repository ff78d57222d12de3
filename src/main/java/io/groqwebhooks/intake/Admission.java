package io.groqwebhooks.intake;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much is let in at once: deliveries being handled, and bytes of bodies held in memory. Beyond
 * that, and while the intake pauses, the answer is 503. Safe for use by several threads.
 */
public final class Admission {

  private final int maxInFlight;
  private final long maxBufferedBytes;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong bufferedBytes = new AtomicLong();
  private volatile boolean paused;

  /** Room for this many deliveries and bytes at once. */
  public Admission(int maxInFlight, long maxBufferedBytes) {
    this.maxInFlight = maxInFlight;
    this.maxBufferedBytes = maxBufferedBytes;
  }

  /** How many deliveries are being handled. */
  public int inFlight() {
    return inFlight.get();
  }

  /** From now on nothing is let in; what was let in before may still be {@link #inFlight}. */
  public void pause() {
    paused = true;
  }

  /** Ends a pause. */
  public void resume() {
    paused = false;
  }

  /** The room that one delivery takes; none yet. */
  Room room() {
    return new Room();
  }

  /**
   * What one delivery has taken, and gives back once, whoever finds first that it is over. Safe for
   * use by several threads.
   */
  final class Room implements AutoCloseable {

    private int bytes;
    private boolean entered;
    private boolean closed;

    /** Takes memory for a part of the body, if there is any. */
    synchronized boolean reserve(int more) {
      if (closed || bufferedBytes.addAndGet(more) > maxBufferedBytes) {
        if (!closed) {
          bufferedBytes.addAndGet(-more);
        }
        return false;
      }
      bytes += more;
      return true;
    }

    /** Gives the memory back. */
    synchronized void free() {
      bufferedBytes.addAndGet(-bytes);
      bytes = 0;
    }

    /** Takes room for one more delivery, or says why there is none. */
    synchronized @Nullable Outcome enter() {
      int deliveries = inFlight.incrementAndGet();
      // Looked at last: who sees a pause with nothing in flight knows that nothing will be.
      Outcome refusal =
          paused || closed
              ? Outcome.NOT_RUNNING
              : deliveries > maxInFlight ? Outcome.OVERLOADED : null;
      if (refusal == null) {
        entered = true;
      } else {
        inFlight.decrementAndGet();
      }
      return refusal;
    }

    @Override
    public synchronized void close() {
      closed = true;
      free();
      if (entered) {
        entered = false;
        inFlight.decrementAndGet();
      }
    }
  }
}
