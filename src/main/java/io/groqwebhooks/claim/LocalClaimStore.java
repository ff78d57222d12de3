package io.groqwebhooks.claim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Claims of a single process. What is done stands in a file and outlives the process, killed or
 * not; leases stand in memory, as nobody else could hold one and their owners die with the process.
 */
public final class LocalClaimStore implements ClaimStore {

  /**
   * How many records each confirmation looks at for being outdated: more than it adds, so that the
   * file cannot grow.
   */
  private static final int SWEPT_PER_CONFIRMATION = 2;

  private record Lease(String owner, long expiresAt) {}

  private final Path file;
  private final ClaimTimes times;
  private final Clock clock;
  private final MVStore store;

  /** Keys of done events, with the time in epoch milliseconds until which they are remembered. */
  private final MVMap<String, Long> done;

  private final Map<String, Lease> leases = new ConcurrentHashMap<>();

  private final ReentrantLock writing = new ReentrantLock();
  private @Nullable String sweptKey;

  /**
   * Opens or creates the file.
   *
   * @throws ClaimsUnavailableException if the file cannot be used, for instance since another
   *     process uses it
   */
  public LocalClaimStore(Path file, ClaimTimes times, Clock clock) {
    this.file = file.toAbsolutePath().normalize();
    this.times = times;
    this.clock = clock;
    try {
      Path folder = this.file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      store = new MVStore.Builder().fileName(this.file.toString()).open();
      done = store.openMap("done");
    } catch (MVStoreException | IOException e) {
      throw new ClaimsUnavailableException(
          "The claims file " + this.file + " cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public ClaimState claim(Claim claim) {
    long now = clock.millis();
    Lease mine = new Lease(claim.owner(), now + times.lease().toMillis());
    Lease holder =
        leases.compute(
            claim.key(),
            (key, lease) -> {
              if (lease != null && lease.expiresAt > now) {
                return lease;
              }
              return isDone(key, now) ? null : mine;
            });
    if (holder == null) {
      return ClaimState.DONE;
    }
    return holder.owner.equals(claim.owner()) ? ClaimState.NEW : ClaimState.IN_FLIGHT;
  }

  private boolean isDone(String key, long now) {
    Long until = guarded(() -> done.get(key));
    return until != null && until > now;
  }

  @Override
  public boolean confirm(Claim claim) {
    long now = clock.millis();
    if (isTaken(claim, now)) {
      return false;
    }
    writing.lock();
    try {
      guarded(
          () -> {
            done.put(claim.key(), now + times.retention().toMillis());
            sweep(now);
            // Handed to the operating system, so that a killed process loses no record.
            return store.commit();
          });
    } finally {
      writing.unlock();
    }
    leases.computeIfPresent(
        claim.key(), (key, lease) -> lease.owner.equals(claim.owner()) ? null : lease);
    return true;
  }

  private void sweep(long now) {
    for (int i = 0; i < SWEPT_PER_CONFIRMATION; i++) {
      sweptKey = sweptKey == null ? done.firstKey() : done.higherKey(sweptKey);
      if (sweptKey == null) {
        return;
      }
      Long until = done.get(sweptKey);
      if (until != null && until <= now) {
        done.remove(sweptKey);
      }
    }
  }

  @Override
  public boolean release(Claim claim) {
    Lease lease = leases.get(claim.key());
    return lease != null && lease.owner.equals(claim.owner()) && leases.remove(claim.key(), lease);
  }

  @Override
  public boolean renew(Claim claim) {
    long now = clock.millis();
    if (isTaken(claim, now)) {
      return false;
    }
    leases.put(claim.key(), new Lease(claim.owner(), now + times.lease().toMillis()));
    return true;
  }

  /** Whether the event is somebody else's, or done. */
  private boolean isTaken(Claim claim, long now) {
    Lease lease = leases.get(claim.key());
    if (lease != null && lease.expiresAt > now) {
      return !lease.owner.equals(claim.owner());
    }
    return isDone(claim.key(), now);
  }

  @Override
  public void ping() {
    guarded(() -> done.firstKey());
  }

  @Override
  public String description() {
    return "local file " + file + " (one process only)";
  }

  @Override
  public void close() {
    store.close();
  }

  private <T> @Nullable T guarded(Supplier<@Nullable T> call) {
    try {
      return call.get();
    } catch (MVStoreException e) {
      throw new ClaimsUnavailableException(
          "The claims file " + file + " fails: " + e.getMessage(), e);
    }
  }
}
