package io.groqwebhooks.intake;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much is let in at once: deliveries being handled, bytes of bodies on their way, and bytes of
 * bodies being handled. Beyond that, and while the intake pauses, the answer is 503. The larger a
 * body is, the smaller is the part of each bound that it may use, so that large bodies, or those
 * that never end, leave room for small ones. Safe for use by several threads.
 */
public final class Admission {

  /** Most events are smaller than this, and may use all. */
  private static final int SMALL = 8 << 10;

  /** Bodies up to this size may use three quarters of all, and what is larger a half. */
  private static final int MEDIUM = 64 << 10;

  /** A number of bytes that is bounded. */
  private static final class Budget {

    private final long most;
    private final AtomicLong used = new AtomicLong();

    Budget(long most) {
      this.most = most;
    }

    /** Takes so many bytes more for a body of that size by now, if that may be. */
    boolean take(int more, int size) {
      if (used.addAndGet(more) <= part(most, size)) {
        return true;
      }
      used.addAndGet(-more);
      return false;
    }

    void giveBack(int bytes) {
      used.addAndGet(-bytes);
    }
  }

  private final int maxInFlight;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Budget buffered;
  private final Budget handled;

  /** Of what is handled, the large bodies. */
  private final Budget handledLarge;

  private volatile boolean paused;

  /**
   * Room for so much at once.
   *
   * @param maxInFlight how many deliveries are handled
   * @param maxBufferedBytes how many bytes bodies on their way have
   * @param maxHandledBytes how many bytes the bodies have that are handled; one that is larger than
   *     half of it counts as so much, and no other large one is handled beside it
   */
  public Admission(int maxInFlight, long maxBufferedBytes, long maxHandledBytes) {
    this.maxInFlight = maxInFlight;
    this.buffered = new Budget(maxBufferedBytes);
    this.handled = new Budget(maxHandledBytes);
    this.handledLarge = new Budget(maxHandledBytes);
  }

  /** How much of a bound a body of that size may use. */
  private static long part(long most, int size) {
    return size <= SMALL ? most : size <= MEDIUM ? most - most / 4 : most / 2;
  }

  /** How many deliveries are being handled. */
  public int inFlight() {
    return inFlight.get();
  }

  /** From now on nothing is let in; what was let in before may still be {@link #inFlight}. */
  public void pause() {
    paused = true;
  }

  /** Whether nothing is let in, because routes are being replaced. */
  public boolean isPaused() {
    return paused;
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
    private int handledBytes;
    private int handledLargeBytes;
    private boolean entered;
    private boolean closed;

    /** Takes memory for a part of the body, if there is any. */
    synchronized boolean reserve(int more) {
      if (closed || !buffered.take(more, bytes + more)) {
        return false;
      }
      bytes += more;
      return true;
    }

    /** Gives the memory back. */
    synchronized void free() {
      buffered.giveBack(bytes);
      bytes = 0;
    }

    /** Takes room for one more delivery, or says why there is none. */
    synchronized @Nullable Outcome enter() {
      int deliveries = inFlight.incrementAndGet();
      // Looked at last: who sees a pause with nothing in flight knows that nothing will be.
      Outcome refusal = null;
      if (paused || closed) {
        refusal = Outcome.NOT_RUNNING;
      } else if (deliveries > maxInFlight) {
        refusal = Outcome.OVERLOADED;
      }
      if (refusal == null) {
        entered = true;
      } else {
        inFlight.decrementAndGet();
      }
      return refusal;
    }

    /** Takes room for what handlers make of a body of that size, if there is any. */
    synchronized boolean handle(int size) {
      int counted = (int) Math.min(size, part(handled.most, size));
      boolean large = size > MEDIUM;
      if (closed || (large && !handledLarge.take(counted, size))) {
        return false;
      }
      // Large ones are bounded already; small ones keep them out only if nothing is left at all.
      if (!handled.take(counted, large ? SMALL : size)) {
        if (large) {
          handledLarge.giveBack(counted);
        }
        return false;
      }
      handledBytes += counted;
      handledLargeBytes += large ? counted : 0;
      return true;
    }

    @Override
    public synchronized void close() {
      closed = true;
      free();
      if (entered) {
        entered = false;
        inFlight.decrementAndGet();
      }
      handled.giveBack(handledBytes);
      handledLarge.giveBack(handledLargeBytes);
      handledBytes = 0;
      handledLargeBytes = 0;
    }
  }
}
