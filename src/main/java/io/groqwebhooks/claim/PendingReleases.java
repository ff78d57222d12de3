package io.groqwebhooks.claim;

import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Claims that nobody needs any more and that the store may still hold, the oldest first. Safe for
 * use by several threads.
 */
final class PendingReleases {

  /**
   * An outage may last for hours: beyond this many, the oldest leases are left to run out by
   * themselves.
   */
  private static final int MOST = 10_000;

  private final Queue<Claim> claims = new LinkedBlockingQueue<>(MOST);

  void add(Claim claim) {
    while (!claims.offer(claim)) {
      claims.poll();
    }
  }

  boolean isEmpty() {
    return claims.isEmpty();
  }

  /** Takes the oldest out, or returns null if there is none. */
  @Nullable Claim poll() {
    return claims.poll();
  }
}
