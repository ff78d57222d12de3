package io.groqwebhooks.claim.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.groqwebhooks.claim.Claim;
import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.testing.Concurrently;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The local store on a disk that hangs, fails, and works again. */
@ExtendWith(OutputCaptureExtension.class)
class FaultyDiskTest {

  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final Duration LEASE = Duration.ofSeconds(60);

  /** Far less than a disk that hangs takes, and enough for a busy machine. */
  private static final Duration TIMEOUT_AND_A_LITTLE = TIMEOUT.plusMillis(1_500);

  private static final Claim HANDLED = new Claim("groq:event:handled", "a");

  private final FaultyDisk disk = new FaultyDisk();
  private Path file;
  private LocalClaimStore store;

  @BeforeEach
  void open(@TempDir Path folder) {
    file = folder.resolve("claims");
    store = storeIn(file);
  }

  private LocalClaimStore storeIn(Path file) {
    return new LocalClaimStore(
        disk, file, new ClaimTimes(LEASE, Duration.ofDays(7)), TIMEOUT, false, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    disk.work();
    store.close();
  }

  private static void inTime(Executable verb) {
    assertTimeoutPreemptively(TIMEOUT_AND_A_LITTLE, verb);
  }

  private static void assertRefusedInTime(Executable verb) {
    inTime(
        () ->
            assertThatThrownBy(verb::execute)
                .isInstanceOf(ClaimsUnavailableException.class)
                .hasMessageContaining("claims")
                .hasMessageContaining("500 ms"));
  }

  private Claim another() {
    return new Claim("groq:event:" + UUID.randomUUID(), "b");
  }

  private void awaitDisk() {
    await().ignoreExceptionsInstanceOf(ClaimsUnavailableException.class).until(this::isPinged);
  }

  private boolean isPinged() {
    store.ping();
    return true;
  }

  @Test
  void aConfirmationOnADiskThatHangsIsRefusedInTimeAndCanBeTriedAgain() {
    store.claim(HANDLED);
    disk.hang();
    assertRefusedInTime(() -> store.confirm(HANDLED));
    assertRefusedInTime(() -> store.confirm(HANDLED));

    disk.work();
    awaitDisk();
    assertThat(store.confirm(HANDLED)).isTrue();
    assertThat(store.claim(HANDLED)).isEqualTo(ClaimState.DONE);
  }

  @Test
  void confirmationsAtOnceOnADiskThatHangsAreAllRefusedInTime() {
    disk.hang();
    inTime(
        () ->
            assertThat(
                    Concurrently.call(
                        50,
                        () -> {
                          try {
                            return store.confirm(another()) ? "confirmed" : "lost";
                          } catch (ClaimsUnavailableException e) {
                            return "refused";
                          }
                        }))
                .containsOnly("refused"));
  }

  @Test
  void nothingIsClaimedThatADiskKnownToHangCouldNotRecord() {
    store.claim(HANDLED);
    disk.hang();
    assertRefusedInTime(() -> store.confirm(HANDLED));
    assertRefusedInTime(() -> store.claim(another()));
    assertRefusedInTime(() -> store.ping());
    inTime(() -> assertThat(store.renew(HANDLED)).isTrue());

    disk.work();
    awaitDisk();
    assertThat(store.claim(another())).isEqualTo(ClaimState.NEW);
  }

  @Test
  void whatWasHandledWhileTheDiskHungIsRecordedAfterwards() {
    try (ClaimLeases leases = new ClaimLeases(store, LEASE)) {
      Claim handled = leases.claim(HANDLED.key(), this).claim();
      disk.hang();
      assertRefusedInTime(() -> leases.confirm(handled));
      assertThatThrownBy(() -> leases.claim(HANDLED.key(), this))
          .isInstanceOf(ClaimsUnavailableException.class)
          .hasMessageStartingWith("The event was handled, but");
      disk.work();
      await().until(() -> leases.inFlight() == 0);
    }
    assertThat(store.claim(HANDLED)).isEqualTo(ClaimState.DONE);
  }

  @Test
  void fewThreadsAreKeptByADiskThatCannotBeRead() throws Exception {
    disk.hangReads();
    AtomicInteger refused = new AtomicInteger();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (int i = 0; i < 40; i++) {
        var unused =
            threads.submit(
                () -> {
                  try {
                    return store.claim(another());
                  } catch (ClaimsUnavailableException e) {
                    refused.incrementAndGet();
                    throw e;
                  }
                });
      }
      await().until(() -> refused.get() == 40 - DoneRecords.MOST_LOOKUPS);
    } finally {
      disk.work();
      threads.shutdown();
    }
    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(refused).hasValue(40 - DoneRecords.MOST_LOOKUPS);
  }

  @Test
  void noRecordCountsForLongThatIsNotForcedToTheDisk() {
    disk.hangForces();
    await()
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertRefusedInTime(() -> store.confirm(another())));

    disk.work();
    awaitDisk();
    assertThat(store.confirm(another())).isTrue();
  }

  @Test
  void afterAFailureNothingIsClaimedBeforeSomethingCouldBeRecorded(CapturedOutput output) {
    store.claim(HANDLED);
    disk.fail();
    assertThatThrownBy(() -> store.confirm(HANDLED)).isInstanceOf(ClaimsUnavailableException.class);
    assertThat(output).contains("fails, and events are refused until it works again");
    assertThatThrownBy(() -> store.claim(another())).isInstanceOf(ClaimsUnavailableException.class);
    assertThatThrownBy(() -> store.ping()).isInstanceOf(ClaimsUnavailableException.class);

    disk.work();
    awaitDisk();
    assertThat(output).contains("can be written again");
    assertThat(store.claim(another())).isEqualTo(ClaimState.NEW);
    assertThat(store.confirm(HANDLED)).isTrue();
  }

  /** A file that fails is opened anew, and must not be taken for a new one then. */
  @Test
  void filesThatAreDeletedMeanwhileAreToldOf(CapturedOutput output) throws IOException {
    store.claim(HANDLED);
    disk.fail();
    assertThatThrownBy(() -> store.confirm(HANDLED)).isInstanceOf(ClaimsUnavailableException.class);
    Files.delete(file);
    Files.delete(RecordsIndex.table(file, 1));
    disk.work();
    awaitDisk();
    assertThat(output).contains("claims is missing");
    assertThat(store.confirm(HANDLED)).isTrue();
  }

  @Test
  void aFileThatCannotBeOpenedAnewYetRefusesInTime() {
    store.claim(HANDLED);
    disk.fail();
    assertThatThrownBy(() -> store.confirm(HANDLED)).isInstanceOf(ClaimsUnavailableException.class);
    disk.hang();
    assertRefusedInTime(() -> store.confirm(HANDLED));
    assertRefusedInTime(() -> store.claim(another()));

    disk.work();
    awaitDisk();
    assertThat(store.confirm(HANDLED)).isTrue();
  }

  @Test
  void aFailedUpkeepIsToldAboutAndTheFileIsOpenedAnew(CapturedOutput output) {
    assertThat(store.confirm(another())).isTrue();
    disk.fail();
    await().until(() -> output.getOut().contains("The upkeep of the claims file"));
    disk.work();
    awaitDisk();
    assertThat(store.confirm(another())).isTrue();
  }

  @Test
  void aStoreClosesInTimeWhileTheDiskHangsAndGivesItsFileBackAfterwards(CapturedOutput output) {
    store.claim(HANDLED);
    disk.hang();
    assertRefusedInTime(() -> store.confirm(HANDLED));
    assertTimeoutPreemptively(Duration.ofSeconds(5), store::close);
    assertThat(output).contains("claims hangs");

    disk.work();
    await()
        .ignoreExceptionsInstanceOf(ClaimsUnavailableException.class)
        .until(
            () -> {
              store = storeIn(file);
              return true;
            });
    // The record that was refused was only late.
    assertThat(store.claim(HANDLED)).isEqualTo(ClaimState.DONE);
  }
}
