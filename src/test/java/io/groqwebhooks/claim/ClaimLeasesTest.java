package io.groqwebhooks.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.claim.ScriptedStore.Away;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Leases of 300 ms by the keeper's clock; by the store's, which stands still, time is moved. */
@ExtendWith(OutputCaptureExtension.class)
class ClaimLeasesTest {

  private static final Duration LEASE = Duration.ofMillis(300);
  private static final String KEY = "groq:event:evt_1";

  @TempDir Path folder;

  private ScriptedStore store;
  private ClaimLeases leases;

  @BeforeEach
  void open() {
    store = new ScriptedStore(folder, LEASE);
    leases = new ClaimLeases(store, LEASE);
  }

  @AfterEach
  void close() {
    leases.close();
    store.close();
  }

  /** What another process would be told. */
  private ClaimState elsewhere(String key) {
    Claim other = new Claim(key, "other");
    ClaimState state = store.itself().claim(other);
    store.itself().release(other);
    return state;
  }

  private static AtomicInteger countRenewals(ScriptedStore store) {
    AtomicInteger renewals = new AtomicInteger();
    store.afterRenewal = renewals::incrementAndGet;
    return renewals;
  }

  /** Waits until this many more rounds have certainly been made. */
  private void rounds(int count) {
    AtomicInteger renewals = countRenewals(store);
    ClaimLeases.Attempt probe = leases.claim("probe", this);
    await().until(() -> renewals.get() >= count);
    leases.release(probe.claim());
  }

  @Test
  void aClaimOutlivesItsLeaseWhileItsHandlerRuns() {
    Claim claim = leases.claim(KEY, this).claim();
    AtomicInteger renewals = countRenewals(store);
    for (int third = 1; third <= 6; third++) {
      int seen = renewals.get();
      store.clock.move(LEASE.dividedBy(3));
      await().until(() -> renewals.get() > seen + 1);
    }
    assertThat(elsewhere(KEY)).isEqualTo(ClaimState.IN_FLIGHT);
    assertThat(leases.confirm(claim)).isTrue();
    assertThat(elsewhere(KEY)).isEqualTo(ClaimState.DONE);
  }

  @Test
  void aReleasedClaimIsRenewedNoMore() {
    Claim claim = leases.claim(KEY, this).claim();
    await().until(() -> store.renewed.contains(KEY));
    assertThat(leases.release(claim)).isTrue();
    rounds(1);
    store.renewed.clear();
    rounds(3);
    assertThat(store.renewed).containsExactly("probe");
    assertThat(elsewhere(KEY)).isEqualTo(ClaimState.NEW);
    assertThat(leases.inFlight()).isZero();
  }

  @Test
  void aConfirmedClaimIsRenewedNoMore() {
    Claim claim = leases.claim(KEY, this).claim();
    await().until(() -> store.renewed.contains(KEY));
    assertThat(leases.confirm(claim)).isTrue();
    rounds(1);
    store.renewed.clear();
    rounds(3);
    assertThat(store.renewed).containsExactly("probe");
    assertThat(leases.inFlight()).isZero();
    assertThat(elsewhere(KEY)).isEqualTo(ClaimState.DONE);
  }

  @Test
  void whatIsHandledHereIsNotHandedOutAgainWhileTheStoreIsAway() {
    leases.claim(KEY, this);
    store.away = Away.NOTHING_ARRIVES;
    store.clock.move(LEASE.multipliedBy(10));
    assertThat(leases.claim(KEY, this).state()).isEqualTo(ClaimState.IN_FLIGHT);
  }

  @Test
  void whatIsHandledHereIsNotHandedOutAgainWhenTheStoreHasForgottenIt() {
    Claim claim = leases.claim(KEY, this).claim();
    store.itself().release(claim);
    assertThat(leases.claim(KEY, this).state()).isEqualTo(ClaimState.IN_FLIGHT);
  }

  @Test
  void nothingNewIsClaimedWhileTheStoreIsAway() {
    store.away = Away.NOTHING_ARRIVES;
    assertThatThrownBy(() -> leases.claim(KEY, this))
        .isInstanceOf(ClaimsUnavailableException.class);
    store.away = Away.NOT;
    assertThat(leases.claim(KEY, this).state()).isEqualTo(ClaimState.NEW);
  }

  @Test
  void aRefusedClaimThatArrivedAllTheSameIsReleased() {
    store.away = Away.ANSWERS_ARE_LOST;
    assertThatThrownBy(() -> leases.claim(KEY, this))
        .isInstanceOf(ClaimsUnavailableException.class);
    store.away = Away.NOT;
    await().until(() -> elsewhere(KEY) == ClaimState.NEW);
  }

  @Test
  void aConfirmationFollowsWhenTheStoreIsBack() {
    Claim claim = leases.claim(KEY, this).claim();
    store.away = Away.NOTHING_ARRIVES;
    assertThat(leases.confirm(claim)).isFalse();
    assertThat(leases.claim(KEY, this).state()).isEqualTo(ClaimState.DONE);
    store.away = Away.NOT;
    await().until(() -> elsewhere(KEY) == ClaimState.DONE);
    await().until(() -> leases.inFlight() == 0);
    assertThat(leases.claim(KEY, this).state()).isEqualTo(ClaimState.DONE);
  }

  @Test
  void aConfirmationWhoseAnswerWasLostIsNoSignOfSomebodyElse(CapturedOutput output) {
    Claim claim = leases.claim(KEY, this).claim();
    store.away = Away.ANSWERS_ARE_LOST;
    assertThat(leases.confirm(claim)).isFalse();
    store.away = Away.NOT;
    await().until(() -> leases.inFlight() == 0);
    assertThat(elsewhere(KEY)).isEqualTo(ClaimState.DONE);
    assertThat(output).contains("Handled, but not yet recorded").doesNotContain("somebody else");
  }

  @Test
  void aReleaseFollowsWhenTheStoreIsBack() {
    Claim claim = leases.claim(KEY, this).claim();
    store.away = Away.NOTHING_ARRIVES;
    assertThat(leases.release(claim)).isFalse();
    store.away = Away.NOT;
    await().until(() -> elsewhere(KEY) == ClaimState.NEW);
  }

  @Test
  void aLeaseLostToSomebodyElseIsToldAboutOnce(CapturedOutput output) {
    Claim claim = leases.claim(KEY, this).claim();
    store.itself().release(claim);
    store.itself().claim(new Claim(KEY, "other"));
    await()
        .until(() -> output.getOut().contains("Being handled here, but claimed by somebody else"));
    rounds(3);
    assertThat(output.getOut().split("Being handled here", -1)).hasSize(2);

    assertThat(leases.confirm(claim)).isFalse();
    assertThat(output).contains("perhaps handled twice: " + KEY);
    assertThat(leases.inFlight()).isZero();
    assertThat(store.itself().confirm(new Claim(KEY, "other"))).isTrue();
  }

  @Test
  void aLeaseLostToSomebodyWhoGivesItUpIsTakenBack(CapturedOutput output) {
    Claim claim = leases.claim(KEY, this).claim();
    Claim other = new Claim(KEY, "unanswered");
    store.itself().release(claim);
    store.itself().claim(other);
    await().until(() -> output.getOut().contains("Being handled here, but claimed"));
    store.itself().release(other);
    await().until(() -> elsewhere(KEY) == ClaimState.IN_FLIGHT);
    assertThat(leases.confirm(claim)).isTrue();
  }

  @Test
  void outagesAreToldAboutOnce(CapturedOutput output) {
    leases.claim(KEY, this);
    store.away = Away.NOTHING_ARRIVES;
    AtomicInteger tries = new AtomicInteger();
    store.beforeRenewal = tries::incrementAndGet;
    await().until(() -> tries.get() > 5);
    assertThat(output.getOut().split("Leases are not renewed", -1)).hasSize(2);
  }

  @Test
  void aKeyThatTheStoreCannotServeHoldsUpNoOther() {
    store.unservable.add("broken-claim");
    assertThatThrownBy(() -> leases.claim("broken-claim", this))
        .isInstanceOf(ClaimsUnavailableException.class);
    for (int i = 0; i < 20; i++) {
      leases.claim("broken-" + i, this);
      store.unservable.add("broken-" + i);
    }
    Claim released = leases.claim(KEY, this).claim();
    store.unservable.add(KEY);
    assertThat(leases.release(released)).isFalse();
    store.unservable.remove(KEY);
    await().until(() -> elsewhere(KEY) == ClaimState.NEW);

    leases.claim(KEY, this);
    AtomicInteger renewals = countRenewals(store);
    await().until(() -> renewals.get() > 3);
  }

  /** What no store should throw: its own faults, and the machine's. */
  static Stream<Throwable> unexpectedFailures() {
    return Stream.of(new IllegalStateException("unexpected"), new LinkageError("unexpected"));
  }

  @ParameterizedTest
  @MethodSource("unexpectedFailures")
  void whatFailsUnexpectedlyToBeRecordedIsRecordedLater(Throwable failure, CapturedOutput output) {
    Claim claim = leases.claim(KEY, this).claim();
    store.broken.put(KEY, failure);
    assertThat(leases.confirm(claim)).isFalse();
    await().until(() -> output.getOut().contains("Leases are not renewed"));
    assertThat(leases.claim(KEY, this).state()).isEqualTo(ClaimState.DONE);
    store.broken.remove(KEY);
    await().until(() -> leases.inFlight() == 0);
    assertThat(elsewhere(KEY)).isEqualTo(ClaimState.DONE);
    assertThat(output).contains("Handled, but not yet recorded").contains("unexpected");
  }

  static Stream<Function<Claim, CompletionStage<Boolean>>> confirmationsThatDoNotBegin() {
    return Stream.of(
        claim -> {
          throw new IllegalStateException("unexpected");
        },
        claim -> {
          throw new LinkageError("unexpected");
        },
        claim -> CompletableFuture.failedFuture(new IllegalStateException("unexpected")),
        claim -> CompletableFuture.completedFuture(null),
        claim -> null);
  }

  @ParameterizedTest
  @MethodSource("confirmationsThatDoNotBegin")
  void aConfirmationThatDoesNotBeginIsMadeByARound(
      Function<Claim, CompletionStage<Boolean>> confirmations) {
    store.confirmations = confirmations;
    assertThat(leases.confirm(leases.claim(KEY, this).claim())).isFalse();
    await().until(() -> leases.inFlight() == 0);
    assertThat(elsewhere(KEY)).isEqualTo(ClaimState.DONE);
  }

  @ParameterizedTest
  @MethodSource("unexpectedFailures")
  void whatFailsUnexpectedlyToBeReleasedIsReleasedLater(Throwable failure, CapturedOutput output) {
    Claim claim = leases.claim(KEY, this).claim();
    store.broken.put(KEY, failure);
    assertThat(leases.release(claim)).isFalse();
    await().until(() -> output.getOut().contains("Claims are not released"));
    store.broken.remove(KEY);
    await().until(() -> elsewhere(KEY) == ClaimState.NEW);
  }

  @ParameterizedTest
  @MethodSource("unexpectedFailures")
  void leasesWhoseRenewalsFailUnexpectedlyHoldUpNoOther(Throwable failure, CapturedOutput output) {
    for (int i = 0; i < 200; i++) {
      leases.claim("broken-" + i, this);
      store.broken.put("broken-" + i, failure);
    }
    leases.claim(KEY, this);
    AtomicInteger renewals = countRenewals(store);
    await().until(() -> renewals.get() > 3);
    assertThat(output.getOut().split("Leases are not renewed", -1)).hasSize(2);
  }

  @Test
  void aLongOutageDoesNotFillTheMemory() {
    store.away = Away.NOTHING_ARRIVES;
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();
    String longId = "x".repeat(200);
    for (int i = 0; i < 400_000; i++) {
      String key = longId + i;
      assertThatThrownByClaim(key);
    }
    runtime.gc();
    long after = runtime.totalMemory() - runtime.freeMemory();
    assertThat(after - before).isLessThan(20_000_000);
  }

  private void assertThatThrownByClaim(String key) {
    try {
      leases.claim(key, this);
    } catch (ClaimsUnavailableException e) {
      return;
    }
    throw new AssertionError("claimed");
  }

  @Test
  void aReleaseDuringARenewalLeavesNoLeaseBehind() throws Exception {
    ExecutorService handler = Executors.newSingleThreadExecutor();
    try {
      for (Away awayAfterwards : new Away[] {Away.NOT, Away.NOTHING_ARRIVES}) {
        CountDownLatch renewing = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Claim claim = leases.claim(KEY, this).claim();
        store.beforeRenewal =
            () -> {
              renewing.countDown();
              awaitUninterruptibly(released);
            };
        // The store goes away between the renewal and the release that follows it.
        store.afterRenewal = () -> store.away = awayAfterwards;
        Future<Boolean> answer =
            handler.submit(
                () -> {
                  renewing.await();
                  boolean done = leases.release(claim);
                  released.countDown();
                  return done;
                });
        assertThat(answer.get()).isTrue();
        store.beforeRenewal = () -> {};
        await().until(() -> store.away == awayAfterwards);
        store.afterRenewal = () -> {};
        store.away = Away.NOT;
        await().until(() -> elsewhere(KEY) == ClaimState.NEW);
      }
    } finally {
      handler.shutdownNow();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void claimsThatComeAndGoDuringRenewalsLeaveNoLeaseBehind() {
    // A lease of 3 ms is renewed all the time.
    try (ClaimLeases busy = new ClaimLeases(store, Duration.ofMillis(3))) {
      for (int i = 0; i < 3_000; i++) {
        Claim claim = busy.claim("groq:event:" + i, this).claim();
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < 300_000) {
          Thread.onSpinWait();
        }
        assertThat(busy.release(claim)).isTrue();
      }
      await()
          .until(
              () ->
                  IntStream.range(0, 3_000)
                      .allMatch(i -> elsewhere("groq:event:" + i) == ClaimState.NEW));
    }
  }

  @Test
  void aConfirmationDuringRoundsIsNeverTakenForSomebodyElses(CapturedOutput output) {
    try (ClaimLeases busy = new ClaimLeases(store, Duration.ofMillis(3))) {
      for (int i = 0; i < 3_000; i++) {
        assertThat(busy.confirm(busy.claim("groq:event:" + i, this).claim())).isTrue();
      }
    }
    assertThat(output).doesNotContain("somebody else");
  }

  @Test
  void closingSettlesWhatCanBeSettled() {
    Claim confirmed = leases.claim("groq:event:confirmed", this).claim();
    Claim released = leases.claim("groq:event:released", this).claim();
    store.away = Away.NOTHING_ARRIVES;
    leases.confirm(confirmed);
    leases.release(released);
    store.away = Away.NOT;
    leases.close();
    assertThat(elsewhere("groq:event:confirmed")).isEqualTo(ClaimState.DONE);
    assertThat(elsewhere("groq:event:released")).isEqualTo(ClaimState.NEW);
  }

  @Test
  void aClosedKeeperLeavesNoThread() {
    long before = keepers();
    ClaimLeases other = new ClaimLeases(store, LEASE);
    await().until(() -> keepers() == before + 1);
    other.close();
    await().until(() -> keepers() == before);
  }

  private static long keepers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("webhook-claims"))
        .count();
  }
}
