package io.groqwebhooks.claim.file;

import io.groqwebhooks.claim.Claim;
import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims of a single process. What is done is in a file and outlives the process, killed or not.
 * Leases are only in memory: nobody else could hold one, and their owners die with the process.
 *
 * <p>A disk that hangs is waited for no longer than the timeout, except by a few threads that look
 * up what the operating system does not have in memory. Until it answers, events are neither
 * claimed nor confirmed, and leases are renewed all the same.
 */
public final class LocalClaimStore implements ClaimStore {

  private static final Logger LOG = LoggerFactory.getLogger(LocalClaimStore.class);

  /** The key of no event. */
  private static final String PROOF = "proof";

  private record Lease(String owner, long expiresAt) {}

  private final Path file;
  private final ClaimTimes times;
  private final Clock clock;
  private final Map<String, Lease> leases = new ConcurrentHashMap<>();

  private final ReentrantLock opening = new ReentrantLock();
  private volatile DoneRecords done;

  /** How often the file has failed, and how many of these failures it is known to have got over. */
  private final AtomicLong failures = new AtomicLong();

  private volatile long overcome;
  private boolean closed;

  /**
   * Opens or creates the file, however long that takes.
   *
   * @param timeout how long every verb may wait for the disk
   * @param refuseDamaged whether a file that was cut or changed since it was used last is refused,
   *     rather than told of and mended
   * @throws ClaimsUnavailableException if the file cannot be used, for instance because another
   *     process uses it
   */
  public LocalClaimStore(
      Path file, ClaimTimes times, Duration timeout, boolean refuseDamaged, Clock clock) {
    this(FileChannel::open, file, times, timeout, refuseDamaged, clock);
  }

  LocalClaimStore(
      Disk disk,
      Path file,
      ClaimTimes times,
      Duration timeout,
      boolean refuseDamaged,
      Clock clock) {
    this.file = file.toAbsolutePath().normalize();
    this.times = times;
    this.clock = clock;
    CheckedOpening opening =
        new CheckedOpening(disk, this.file, times.retention(), refuseDamaged, clock);
    try {
      Path folder = this.file.getParent();
      if (folder != null) {
        PrivateFiles.makeFolder(folder);
      }
      done = new DoneRecords(this.file, timeout, clock, opening);
      done.awaitOpened();
    } catch (UncheckedIOException | IOException e) {
      throw new ClaimsUnavailableException(
          "The claims file " + this.file + " cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public ClaimState claim(Claim claim) {
    prove();
    long now = clock.millis();
    Lease mine = leaseOf(claim, now);
    Lease holder =
        leases.compute(
            claim.key(), (key, lease) -> lease != null && lease.expiresAt > now ? lease : mine);
    if (holder.owner.equals(claim.owner())) {
      return isStillNew(claim, holder, now) ? ClaimState.NEW : ClaimState.DONE;
    }
    return isDone(claim.key(), now) ? ClaimState.DONE : ClaimState.IN_FLIGHT;
  }

  /**
   * Looks whether the event is done, with a lease that keeps others from it meanwhile, which is
   * given up if so. (The disk may hang: to look while the lease is made would hold up others.)
   */
  private boolean isStillNew(Claim claim, Lease lease, long now) {
    boolean isNew = false;
    try {
      isNew = !isDone(claim.key(), now);
    } finally {
      if (!isNew) {
        boolean unused = leases.remove(claim.key(), lease);
      }
    }
    return isNew;
  }

  @Override
  public boolean confirm(Claim claim) {
    // Held until the record is there, so that nobody else claims the event in between.
    if (!renew(claim)) {
      return !leases.containsKey(claim.key()) && isDone(claim.key(), clock.millis());
    }
    long now = clock.millis();
    guarded(
        records -> {
          records.add(claim.key(), now + times.retention().toMillis(), now);
          return true;
        });
    release(claim);
    return true;
  }

  @Override
  public boolean release(Claim claim) {
    Lease lease = leases.get(claim.key());
    return lease != null && lease.owner.equals(claim.owner()) && leases.remove(claim.key(), lease);
  }

  @Override
  public boolean renew(Claim claim) {
    long now = clock.millis();
    Lease mine = leaseOf(claim, now);
    AtomicBoolean ended = new AtomicBoolean();
    Lease holder =
        leases.compute(
            claim.key(),
            (key, lease) -> {
              ended.set(lease == null || lease.expiresAt <= now);
              return ended.get() || lease.owner.equals(claim.owner()) ? mine : lease;
            });
    return holder.owner.equals(claim.owner()) && (!ended.get() || isStillNew(claim, mine, now));
  }

  private Lease leaseOf(Claim claim, long now) {
    return new Lease(claim.owner(), now + times.lease().toMillis());
  }

  private boolean isDone(String key, long now) {
    return guarded(records -> records.contains(key, now));
  }

  @Override
  public boolean leasesOutliveProcess() {
    return false;
  }

  @Override
  public void ping() {
    prove();
    guarded(records -> records.contains("", 0));
  }

  /** After a failure nothing is claimed that could not be recorded: a record is written first. */
  private void prove() {
    long failed = failures.get();
    if (failed > overcome) {
      long now = clock.millis();
      guarded(
          records -> {
            records.add(PROOF, now + times.retention().toMillis(), now);
            return true;
          });
      overcome = failed;
      if (failures.get() == failed) {
        LOG.warn("The claims file {} can be written again", file);
      }
    }
  }

  @Override
  public String description() {
    return "local file " + file + " (one process only)";
  }

  @Override
  public void close() {
    opening.lock();
    try {
      closed = true;
    } finally {
      opening.unlock();
    }
    done.close();
  }

  private boolean guarded(Function<DoneRecords, Boolean> call) {
    boolean interrupted = Thread.interrupted();
    try {
      try {
        return attempt(call);
      } catch (UncheckedIOException e) {
        // Perhaps this thread, or another, was interrupted: that closes the file under all of them.
        interrupted |= Thread.interrupted();
        return attempt(call);
      }
    } catch (UncheckedIOException e) {
      if (failures.getAndIncrement() == overcome) {
        LOG.error(
            "The claims file {} fails, and events are refused until it works again: {}",
            file,
            e.getMessage());
      }
      throw new ClaimsUnavailableException(
          "The claims file " + file + " fails: " + e.getMessage(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean attempt(Function<DoneRecords, Boolean> call) {
    DoneRecords records = open();
    try {
      return call.apply(records);
    } catch (UncheckedIOException e) {
      records.abandon();
      throw e;
    }
  }

  /** The file, opened anew if a failure has closed it. */
  private DoneRecords open() {
    DoneRecords records = done;
    if (!records.isUnusable()) {
      return records;
    }
    opening.lock();
    try {
      if (closed) {
        throw new ClaimsUnavailableException("The claims file " + file + " is closed", null);
      }
      if (done.isUnusable()) {
        done = done.openAnew();
      }
      return done;
    } finally {
      opening.unlock();
    }
  }
}
