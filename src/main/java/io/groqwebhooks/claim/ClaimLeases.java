package io.groqwebhooks.claim;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
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

  private enum Phase {
    HELD,
    /**
     * Somebody else took the event although it is handled here: the lease ran out while the store
     * was away.
     */
    LOST,
    /** Handled, and just being recorded as such. */
    CONFIRMING,
    /** Handled, but the store did not say whether it recorded it. */
    UNRECORDED
  }

  private static final class Lease {
    final Claim claim;
    volatile Phase phase = Phase.HELD;
    volatile long renewedAt = System.nanoTime();

    /** The attempt to record it, once there is one. */
    volatile @Nullable CompletableFuture<Boolean> confirmation;

    /** When a round last turned to it. */
    long triedAt = renewedAt;

    Lease(Claim claim) {
      this.claim = claim;
    }

    boolean isHandled() {
      return phase == Phase.CONFIRMING || phase == Phase.UNRECORDED;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(ClaimLeases.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** For confirmations at the end; stores bound them by themselves, and sooner. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Beyond this the oldest are left to run out by themselves, as an outage may last for hours. */
  private static final int MOST_RELEASES = 10_000;

  private final ClaimStore store;
  private final StoreWatch watch;
  private final long renewalNanos;
  private final long pauseNanos;
  private final String process = new BigInteger(96, new SecureRandom()).toString(36);
  private final AtomicLong attempts = new AtomicLong();
  private final Map<String, Lease> leases = new ConcurrentHashMap<>();
  private final Queue<Claim> releases = new LinkedBlockingQueue<>(MOST_RELEASES);
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "webhook-claims");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> rounds;
  private boolean storeAway;

  /**
   * Begins to keep leases.
   *
   * @param lease how long the store leases an event; it is renewed when a third of it is over
   */
  public ClaimLeases(ClaimStore store, Duration lease) {
    this.store = store;
    this.renewalNanos = lease.toNanos() / 3;
    this.pauseNanos = Math.min(LONGEST_PAUSE.toNanos(), renewalNanos / 2);
    this.watch = new StoreWatch(lease, System::nanoTime);
    rounds =
        keeper.scheduleWithFixedDelay(this::keep, pauseNanos, pauseNanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Claims an event.
   *
   * @throws ClaimsUnavailableException if the store does not answer, or did not for so long that
   *     other processes may have to renew their leases first; the event is not claimed then
   */
  public Attempt claim(String key) {
    Claim claim = new Claim(key, process + "-" + attempts.incrementAndGet());
    Lease here = leases.get(key);
    if (here != null) {
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
      state = answered(store.claim(claim));
    } catch (ClaimsUnavailableException e) {
      // The store may have got the claim all the same, and only its answer was lost.
      releaseLater(claim);
      throw e;
    }
    if (state == ClaimState.NEW) {
      if (watch.ownersComeFirst()) {
        // It waited for the store to come back, and overtook the owner.
        release(claim);
        throw ownersComeFirst();
      }
      leases.put(key, new Lease(claim));
    }
    return new Attempt(state, claim);
  }

  private ClaimsUnavailableException ownersComeFirst() {
    return new ClaimsUnavailableException(
        store.description() + " was away, and who holds claims renews them first", null);
  }

  private <T> T answered(T answer) {
    watch.answered();
    return answer;
  }

  /**
   * Records that the event was handled, if the store can do so without waiting for its answer. When
   * it does not answer, the record follows as soon as it does.
   *
   * @return false if it is known by now that the event is not recorded as done
   */
  public boolean confirm(Claim claim) {
    Lease lease = leases.get(claim.key());
    if (lease == null || !lease.claim.equals(claim)) {
      lease = new Lease(claim);
    }
    lease.phase = Phase.CONFIRMING;
    Lease confirming = lease;
    CompletableFuture<Boolean> confirmation =
        store
            .beginConfirm(claim)
            .handle((confirmed, failure) -> confirmed(confirming, confirmed, failure))
            .toCompletableFuture();
    confirming.confirmation = confirmation;
    return !confirmation.isDone() || confirmation.join();
  }

  private boolean confirmed(Lease lease, @Nullable Boolean confirmed, @Nullable Throwable failure) {
    String key = lease.claim.key();
    if (confirmed == null) {
      lease.phase = Phase.UNRECORDED;
      LOG.warn("Handled, but not yet recorded as done: {}: {}", key, reason(failure));
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

  private static @Nullable String reason(@Nullable Throwable failure) {
    Throwable reason = failure instanceof CompletionException ? failure.getCause() : failure;
    return reason == null ? null : reason.getMessage();
  }

  /**
   * Gives the event up, so that it can be claimed again; as soon as the store answers, if it does
   * not now.
   */
  public boolean release(Claim claim) {
    leases.computeIfPresent(claim.key(), (key, lease) -> lease.claim.equals(claim) ? null : lease);
    try {
      return answered(store.release(claim));
    } catch (ClaimsUnavailableException e) {
      releaseLater(claim);
      LOG.warn("Not handled, and not yet released: {}: {}", claim.key(), e.getMessage());
      return false;
    }
  }

  /** How many events this process is handling. */
  public int inFlight() {
    return leases.size();
  }

  /**
   * One round of renewing and settling. What fails comes last in the next round, so that a key that
   * the store cannot serve holds up no other.
   */
  private void keep() {
    try {
      try {
        keepLeases();
      } finally {
        settleReleases();
      }
      listen();
      storeAway = false;
    } catch (ClaimsUnavailableException e) {
      if (!storeAway) {
        LOG.warn("Leases are not renewed: {}", e.getMessage());
        storeAway = true;
      }
    } catch (RuntimeException e) {
      LOG.error("Leases are not renewed", e);
    }
  }

  /** Notices an outage also while there is nothing to do. */
  private void listen() {
    if (watch.silence() >= pauseNanos) {
      try {
        store.ping();
        watch.answered();
      } catch (ClaimsUnavailableException e) {
        // Told by whoever needs the store.
        LOG.debug("{}", e.getMessage());
      }
    }
  }

  private void keepLeases() {
    long begun = System.nanoTime();
    List<Lease> due =
        leases.values().stream()
            .filter(lease -> isDue(lease, begun))
            .sorted(Comparator.comparingLong(lease -> lease.triedAt - begun))
            .toList();
    ClaimsUnavailableException failure = null;
    for (Lease lease : due) {
      if (failure != null && System.nanoTime() - begun > LONGEST_PAUSE.toNanos()) {
        break;
      }
      lease.triedAt = System.nanoTime();
      try {
        keep(lease);
      } catch (ClaimsUnavailableException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private boolean isDue(Lease lease, long now) {
    // One that was lost, too: whoever has it may give it up unhandled, as a claim does that got no
    // answer while the store was away, and then it is nobody's but ours.
    return lease.phase == Phase.UNRECORDED
        || (lease.phase != Phase.CONFIRMING && now - lease.renewedAt >= renewalNanos);
  }

  private void keep(Lease lease) {
    if (lease.phase == Phase.UNRECORDED) {
      if (!answered(store.confirm(lease.claim))) {
        LOG.info(
            "Recorded meanwhile, most likely by the confirmation that got no answer: {}",
            lease.claim.key());
      }
      leases.remove(lease.claim.key(), lease);
    } else {
      renew(lease);
    }
  }

  private void renew(Lease lease) {
    long now = System.nanoTime();
    boolean renewed;
    try {
      renewed = answered(store.renew(lease.claim));
    } finally {
      if (leases.get(lease.claim.key()) != lease) {
        // Settled while it was being renewed: the renewal may have brought back what was released.
        releaseLater(lease.claim);
      }
    }
    if (renewed) {
      lease.renewedAt = now;
    } else if (lease.phase == Phase.HELD) {
      lease.phase = Phase.LOST;
      LOG.warn("Being handled here, but claimed by somebody else meanwhile: {}", lease.claim.key());
    }
  }

  private void releaseLater(Claim claim) {
    while (!releases.offer(claim)) {
      releases.poll();
    }
  }

  private void settleReleases() {
    for (Claim claim = releases.poll(); claim != null; claim = releases.poll()) {
      try {
        answered(store.release(claim));
      } catch (ClaimsUnavailableException e) {
        releaseLater(claim);
        throw e;
      }
    }
  }

  /**
   * Settles what can be settled and stops renewing; leases that are still held run out by
   * themselves.
   */
  @Override
  public void close() {
    rounds.cancel(false);
    keeper.shutdown();
    try {
      keeper.awaitTermination(LONGEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    awaitConfirmations();
    if (!releases.isEmpty() || !leases.isEmpty()) {
      keep();
    }
  }

  private void awaitConfirmations() {
    CompletableFuture<?>[] begun =
        leases.values().stream()
            .map(lease -> lease.confirmation)
            .filter(Objects::nonNull)
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(begun).get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Handled, but not known to be recorded as done: {} events", begun.length, e);
    }
  }
}
