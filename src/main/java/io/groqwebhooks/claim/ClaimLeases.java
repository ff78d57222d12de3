package io.groqwebhooks.claim;

import io.groqwebhooks.task.RepeatedTask;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's claims: takes them from the store, renews their leases while handlers run, and
 * settles them.
 *
 * <p>While the store is away nothing new is claimed, but what is being handled stays claimed here:
 * no event that this process handles is handed out a second time, even if its lease runs out
 * meanwhile, and what could not be confirmed or released is so as soon as the store is back. Safe
 * for use by several threads.
 */
public final class ClaimLeases implements AutoCloseable {

  /**
   * What came of an attempt to claim an event.
   *
   * @param claim the claim, to be confirmed or released if, and only if, the state is NEW
   */
  public record Attempt(ClaimState state, Claim claim) {}

  private static final Logger LOG = LoggerFactory.getLogger(ClaimLeases.class);

  /**
   * A round waits for the store at each key, and gives up after a second or the store's timeout.
   */
  private static final Duration LONGEST_KEEPING = Duration.ofMinutes(10);

  /** How long closing waits for a round that is being made. */
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(1);

  /** How long closing waits for confirmations; stores bound them by themselves, and sooner. */
  private static final Duration LONGEST_CONFIRMATION = Duration.ofSeconds(5);

  private final ClaimStore store;
  private final StoreWatch watch;
  private final String process = new BigInteger(96, new SecureRandom()).toString(36);
  private final AtomicLong attempts = new AtomicLong();
  private final Map<String, Lease> leases = new ConcurrentHashMap<>();
  private final PendingReleases releases = new PendingReleases();
  private final LeaseRounds rounds;
  private final RepeatedTask keeper;

  /**
   * Begins to keep leases.
   *
   * @param lease how long the store leases an event; it is renewed when a third of it is over
   */
  public ClaimLeases(ClaimStore store, Duration lease) {
    this.store = store;
    this.watch = new StoreWatch(lease, System::nanoTime);
    this.rounds = new LeaseRounds(store, watch, leases, releases, lease);
    this.keeper = new RepeatedTask("webhook-claims", rounds.pause(), rounds::make);
  }

  /**
   * Claims an event.
   *
   * @param holder settles the claim; when it cannot be reached any more, the claim is released
   * @throws ClaimsUnavailableException if the store does not answer, or did not for so long that
   *     other processes may have to renew their leases first; the event is not claimed then. Also
   *     if the event was handled here, but is not yet recorded as done where a lease is forgotten
   *     with its process.
   */
  public Attempt claim(String key, Object holder) {
    Claim claim = Claim.by(process, attempts.incrementAndGet(), key);
    Lease here = leases.get(key);
    if (here != null) {
      if (here.isUnrecorded() && !store.leasesOutliveProcess()) {
        throw unrecorded(null);
      }
      return new Attempt(here.isHandled() ? ClaimState.DONE : ClaimState.IN_FLIGHT, claim);
    }
    if (watch.isOutage()) {
      store.ping();
      watch.answered();
    }
    if (watch.ownersComeFirst()) {
      throw ownersComeFirst();
    }
    ClaimState state;
    try {
      state = watch.answered(store.claim(claim));
    } catch (RuntimeException | Error e) {
      // The store may have got the claim all the same, and only its answer was lost.
      releases.add(claim);
      throw e;
    }
    if (state == ClaimState.NEW) {
      if (watch.ownersComeFirst()) {
        // It waited for the store to come back, and overtook the owner.
        release(claim);
        throw ownersComeFirst();
      }
      leases.put(key, new Lease(claim, holder));
    }
    return new Attempt(state, claim);
  }

  private ClaimsUnavailableException ownersComeFirst() {
    return new ClaimsUnavailableException(
        store.description() + " was away, and who holds claims renews them first", null);
  }

  /**
   * Records that the event was handled, if the store can do so without waiting for its answer. When
   * it does not answer, or fails, the record follows as soon as it can.
   *
   * @return false if it is known by now that the event is not recorded as done
   * @throws ClaimsUnavailableException if that is so because the store fails, where a lease is
   *     forgotten with its process: nobody would know of the event then, so that its sender must
   *     not be told that all is done
   */
  public boolean confirm(Claim claim) {
    Lease held = leases.get(claim.key());
    Lease lease = held != null && held.claim.equals(claim) ? held : new Lease(claim, claim);
    lease.confirming();
    CompletableFuture<Boolean> confirmation =
        beginConfirm(claim).handle((confirmed, failure) -> confirmed(lease, confirmed, failure));
    lease.confirmation(confirmation);
    if (!confirmation.isDone() || confirmation.join()) {
      return true;
    }
    if (lease.isUnrecorded() && !store.leasesOutliveProcess()) {
      throw unrecorded(lease.failure());
    }
    return false;
  }

  private ClaimsUnavailableException unrecorded(@Nullable Throwable failure) {
    String reason = failure == null ? "" : ": " + failure.getMessage();
    return new ClaimsUnavailableException(
        "The event was handled, but " + store.description() + " did not record that" + reason,
        failure);
  }

  private CompletableFuture<Boolean> beginConfirm(Claim claim) {
    try {
      return store.beginConfirm(claim).toCompletableFuture();
    } catch (RuntimeException | Error e) {
      // Also what no store should throw: the event was handled, and must not be forgotten.
      return CompletableFuture.failedFuture(e);
    }
  }

  private boolean confirmed(Lease lease, @Nullable Boolean confirmed, @Nullable Throwable failure) {
    String key = lease.claim.key();
    if (confirmed == null) {
      lease.unrecorded(failure);
      tell("Handled, but not yet recorded as done", key, failure);
      return false;
    }
    watch.answered();
    leases.remove(key, lease);
    if (!confirmed) {
      LOG.warn(
          "Handled here, but claimed by somebody else meanwhile, and perhaps handled twice: {}",
          key);
    }
    return confirmed;
  }

  private static void tell(String what, String key, @Nullable Throwable failure) {
    Throwable reason = failure instanceof CompletionException ? failure.getCause() : failure;
    if (reason instanceof ClaimsUnavailableException) {
      LOG.warn("{}: {}: {}", what, key, reason.getMessage());
    } else {
      LOG.error("{}: {}", what, key, reason);
    }
  }

  /**
   * Gives the event up, so that it can be claimed again; as soon as the store answers, if it does
   * not now.
   */
  public boolean release(Claim claim) {
    leases.computeIfPresent(claim.key(), (key, lease) -> lease.claim.equals(claim) ? null : lease);
    try {
      return watch.answered(store.release(claim));
    } catch (RuntimeException | Error e) {
      releases.add(claim);
      tell("Not handled, and not yet released", claim.key(), e);
      return false;
    }
  }

  /** Whether leases are renewed. */
  public boolean isAlive() {
    return keeper.isAlive(LONGEST_KEEPING);
  }

  /** How many events this process is handling. */
  public int inFlight() {
    return leases.size();
  }

  /**
   * Settles what can be settled and stops renewing; leases that are still held run out by
   * themselves.
   */
  @Override
  public void close() {
    keeper.end(LONGEST_ROUND);
    awaitConfirmations();
    if (!releases.isEmpty() || !leases.isEmpty()) {
      rounds.make();
    }
  }

  private void awaitConfirmations() {
    CompletableFuture<?>[] begun =
        leases.values().stream()
            .map(Lease::confirmation)
            .filter(Objects::nonNull)
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(begun).get(LONGEST_CONFIRMATION.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Handled, but not known to be recorded as done: {} events", begun.length, e);
    }
  }
}
