package io.groqwebhooks.claim;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rounds in which leases are renewed, and in which everything is settled that the store did not
 * settle at once. What fails in one round comes last in the next, so that a key that the store
 * cannot serve holds up no other. Safe for use by several threads.
 */
final class LeaseRounds {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseRounds.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final ClaimStore store;
  private final StoreWatch watch;
  private final Map<String, Lease> leases;
  private final PendingReleases releases;
  private final long renewalNanos;
  private final Duration pause;

  /** The kinds of failures that the log has since a round succeeded: an outage is told once. */
  private final Set<Class<?>> told = ConcurrentHashMap.newKeySet();

  /**
   * Rounds over these leases and releases, which other threads add to and take from.
   *
   * @param lease how long the store leases an event; it is renewed when a third of it is over
   */
  LeaseRounds(
      ClaimStore store,
      StoreWatch watch,
      Map<String, Lease> leases,
      PendingReleases releases,
      Duration lease) {
    this.store = store;
    this.watch = watch;
    this.leases = leases;
    this.releases = releases;
    this.renewalNanos = lease.toNanos() / 3;
    this.pause = Duration.ofNanos(Math.min(LONGEST_PAUSE.toNanos(), renewalNanos / 2));
  }

  /** How long to wait between two rounds. */
  Duration pause() {
    return pause;
  }

  /** Makes one round. */
  void make() {
    boolean kept = keepLeases();
    boolean released = settleReleases();
    if (kept && released) {
      listen();
      told.clear();
    }
  }

  private boolean keepLeases() {
    long begun = System.nanoTime();
    List<Lease> due =
        leases.values().stream()
            .filter(lease -> lease.isDue(begun, renewalNanos))
            .sorted(Comparator.comparingLong(lease -> lease.triedAt - begun))
            .toList();
    boolean succeeded = true;
    for (Lease lease : due) {
      if (!succeeded && System.nanoTime() - begun > LONGEST_PAUSE.toNanos()) {
        break;
      }
      lease.triedAt = System.nanoTime();
      try {
        if (lease.isAbandoned()) {
          giveUp(lease);
        } else if (lease.isUnrecorded()) {
          record(lease);
        } else {
          renew(lease);
        }
      } catch (RuntimeException | Error e) {
        succeeded = false;
        tell("Leases are not renewed", e);
      }
    }
    return succeeded;
  }

  private void giveUp(Lease lease) {
    LOG.warn("Released, because the handler has ended without a word: {}", lease.claim.key());
    leases.remove(lease.claim.key(), lease);
    releases.add(lease.claim);
  }

  private void record(Lease lease) {
    if (!watch.answered(store.confirm(lease.claim))) {
      LOG.warn(
          "Handled here, but claimed by somebody else meanwhile, and perhaps handled twice: {}",
          lease.claim.key());
    }
    leases.remove(lease.claim.key(), lease);
  }

  private void renew(Lease lease) {
    long now = System.nanoTime();
    boolean renewed;
    try {
      renewed = watch.answered(store.renew(lease.claim));
    } finally {
      if (leases.get(lease.claim.key()) != lease) {
        // Settled while it was being renewed: the renewal may have brought back what was released.
        releases.add(lease.claim);
      }
    }
    if (renewed) {
      lease.renewed(now);
    } else if (lease.lost()) {
      LOG.warn("Being handled here, but claimed by somebody else meanwhile: {}", lease.claim.key());
    }
  }

  private boolean settleReleases() {
    for (Claim claim = releases.poll(); claim != null; claim = releases.poll()) {
      try {
        watch.answered(store.release(claim));
      } catch (RuntimeException | Error e) {
        releases.add(claim);
        tell("Claims are not released", e);
        return false;
      }
    }
    return true;
  }

  /** Notices an outage also while there is nothing to do. */
  private void listen() {
    if (watch.silence() >= pause.toNanos()) {
      try {
        store.ping();
        watch.answered();
      } catch (ClaimsUnavailableException e) {
        // Whoever needs the store says so at a higher level.
        LOG.debug("{}", e.getMessage());
      }
    }
  }

  private void tell(String consequence, Throwable failure) {
    if (told.add(failure.getClass())) {
      if (failure instanceof ClaimsUnavailableException) {
        LOG.warn("{}: {}", consequence, failure.getMessage());
      } else {
        LOG.error(consequence, failure);
      }
    }
  }
}
