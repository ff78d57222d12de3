package io.groqwebhooks.claim.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.claim.Claim;
import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimStoreContract;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.testing.Concurrently;
import io.groqwebhooks.testing.MovableClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class LocalClaimStoreTest implements ClaimStoreContract {

  /** So much that a busy machine passes for no disk that hangs. */
  private static final Duration AMPLE = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final MovableClock clock = new MovableClock();
  private final List<ClaimStore> stores = new ArrayList<>();

  @AfterEach
  void closeStores() {
    stores.forEach(ClaimStore::close);
  }

  private Path file() {
    return folder.resolve("data").resolve("claims");
  }

  @Override
  public ClaimStore store(ClaimTimes times) {
    ClaimStore store = new LocalClaimStore(file(), times, AMPLE, false, clock);
    stores.add(store);
    return store;
  }

  @Override
  public void pass(Duration time) {
    clock.move(time);
  }

  /**
   * Confirms as many events as told, prints each after its confirmation has returned, and waits to
   * be killed.
   */
  static final class Confirming {
    public static void main(String[] args) throws Exception {
      LocalClaimStore store =
          new LocalClaimStore(Path.of(args[0]), TIMES, AMPLE, false, Clock.systemUTC());
      AtomicInteger number = new AtomicInteger();
      Concurrently.call(
          4,
          () -> {
            int mine;
            while ((mine = number.incrementAndGet()) <= Integer.parseInt(args[1])) {
              Claim claim = new Claim("groq:event:" + mine, "a");
              store.claim(claim);
              store.confirm(claim);
              synchronized (number) {
                System.out.println(claim.key());
                System.out.flush();
              }
            }
            return null;
          });
      int unused = System.in.read();
    }
  }

  private Process otherProcess(int events) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Confirming.class.getName(),
            file().toString(),
            Integer.toString(events))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(output().toFile())
        .start();
  }

  private Path output() {
    return folder.resolve("confirmed.txt");
  }

  private List<String> confirmed() throws IOException {
    return new ArrayList<>(Files.readAllLines(output()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_000_000})
  void whatWasConfirmedOutlivesAKilledProcess(int events) throws Exception {
    Process process = otherProcess(events);
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> process.isAlive() && confirmed().size() >= Math.min(events, 2_000));
    } finally {
      process.destroyForcibly().waitFor();
    }
    List<String> confirmed = confirmed();
    if (events > 1) {
      // The last line may be cut.
      confirmed.remove(confirmed.size() - 1);
    }

    ClaimStore reopened = new LocalClaimStore(file(), TIMES, AMPLE, false, Clock.systemUTC());
    stores.add(reopened);
    assertThat(confirmed)
        .isNotEmpty()
        .allSatisfy(
            key -> assertThat(reopened.claim(new Claim(key, "b"))).isEqualTo(ClaimState.DONE));
  }

  @Test
  void aFileThatAnotherProcessUsesIsRefused() throws Exception {
    Process process = otherProcess(1);
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> !confirmed().isEmpty());
      assertThatThrownBy(() -> store(TIMES))
          .isInstanceOf(ClaimsUnavailableException.class)
          .hasMessageContaining(file().toString())
          .hasMessageContaining("locked");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aFileThatThisProcessUsesIsRefused() {
    store(TIMES);
    assertThatThrownBy(() -> store(TIMES))
        .isInstanceOf(ClaimsUnavailableException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("locked");
  }

  @Test
  void aFileThatIsNoClaimsFileIsRefused() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "Not a claims file. ".repeat(1_000));
    assertThatThrownBy(() -> store(TIMES))
        .isInstanceOf(ClaimsUnavailableException.class)
        .hasMessageContaining(file().toString());
  }

  @Test
  void recordsOutliveAnOrderlyRestart() {
    ClaimStore store = store(TIMES);
    store.confirm(new Claim("groq:event:1", "a"));
    store.claim(new Claim("groq:event:2", "a"));
    store.close();

    ClaimStore reopened = store(TIMES);
    assertThat(reopened.claim(new Claim("groq:event:1", "b"))).isEqualTo(ClaimState.DONE);
    assertThat(reopened.claim(new Claim("groq:event:2", "b"))).isEqualTo(ClaimState.NEW);
  }

  /** Enough commits that a shorter file is an earlier one. */
  private void recordAndClose(int events) {
    ClaimStore store = store(TIMES);
    for (int i = 0; i < events; i++) {
      store.confirm(new Claim("groq:event:" + i, "a"));
    }
    store.close();
  }

  @Test
  void aFileThatIsAsItWasLeftIsNotComplainedOf(CapturedOutput output) {
    recordAndClose(100);
    recordAndClose(100);
    store(TIMES);
    assertThat(output).doesNotContain("was cut or changed");
  }

  @ParameterizedTest
  @CsvSource({
    "0, was emptied, 0",
    "0.5, was cut or changed, 1",
    "0.00001, can be read any more, 1",
    "-1, is missing, 0"
  })
  void aFileThatLostRecordsIsToldOfAndKeptOrRefused(
      double part, String damage, int copies, CapturedOutput output) throws IOException {
    recordAndClose(400);
    Path table = RecordsIndex.table(file(), 1);
    if (part < 0) {
      Files.delete(table);
    } else {
      try (FileChannel channel = FileChannel.open(table, StandardOpenOption.WRITE)) {
        channel.truncate((long) (channel.size() * part));
      }
    }
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> new LocalClaimStore(file(), TIMES, AMPLE, true, clock))
          .isInstanceOf(ClaimsUnavailableException.class)
          .hasMessageContaining(damage);
    }

    ClaimStore reopened = store(TIMES);
    assertThat(output).contains(damage, "handled again if they are delivered again");
    assertThat(known(reopened, 400)).isLessThan(300);
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files.filter(each -> each.toString().contains(".damaged-")).count())
          .isEqualTo(copies);
    }

    reopened.close();
    new LocalClaimStore(file(), TIMES, AMPLE, true, clock).close();
    assertThat(output.toString().split(damage)).as("told once").hasSize(2);
  }

  @Test
  void onlyTheOwnerCanReadRecords() throws IOException {
    recordAndClose(1);
    assertThat(Files.getPosixFilePermissions(file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(file().getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  /** How many of so many events the store knows. */
  private static long known(ClaimStore store, int events) {
    return IntStream.range(0, events)
        .filter(i -> store.claim(new Claim("groq:event:" + i, "b")) == ClaimState.DONE)
        .count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "emptied", "cut"})
  void anIndexThatIsDamagedIsMadeAnewForTheRecordsBesideIt(String damage, CapturedOutput output)
      throws IOException {
    recordAndClose(400);
    if (damage.equals("missing")) {
      Files.delete(file());
    } else {
      try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
        channel.truncate(damage.equals("cut") ? 10 : 0);
      }
    }
    assertThatThrownBy(() -> new LocalClaimStore(file(), TIMES, AMPLE, true, clock))
        .hasMessageContaining(damage)
        .hasMessageContaining("webhooks.claims.refuse-damaged-file=false");

    ClaimStore reopened = store(TIMES);
    assertThat(output).contains(damage);
    assertThat(known(reopened, 400)).isEqualTo(400);
    reopened.close();
    new LocalClaimStore(file(), TIMES, AMPLE, true, clock).close();
  }

  private Path table(int number) {
    return RecordsIndex.table(file(), number);
  }

  /** The files of the store, without the folder. */
  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(file().getParent())) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  private void refuse() {
    assertThatThrownBy(() -> new LocalClaimStore(file(), TIMES, AMPLE, true, clock))
        .isInstanceOf(ClaimsUnavailableException.class);
  }

  private void flip(Path file, int position) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[position]++;
    Files.write(file, bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 50})
  void aTableWhoseHeaderIsDamagedKeepsItsRecords(int position, CapturedOutput output)
      throws IOException {
    recordAndClose(400);
    flip(table(1), position);
    refuse();
    assertThat(known(store(TIMES), 400)).isEqualTo(400);
    assertThat(output).contains("was cut or changed", "The damaged file is now");
  }

  @Test
  void whatWasKilledWhileItMendedIsMended() throws IOException {
    recordAndClose(400);
    Path mended = table(1).resolveSibling("claims.table-1.mended");
    Files.copy(table(1), mended);
    flip(mended, 0);
    flip(table(1), 0);
    ClaimStore store = store(TIMES);
    assertThat(known(store, 400)).as("before the damaged one was moved").isEqualTo(400);
    store.close();

    Files.move(table(1), mended);
    store = new LocalClaimStore(file(), TIMES, AMPLE, true, clock);
    stores.add(store);
    assertThat(known(store, 400)).as("after it was moved").isEqualTo(400);
  }

  @Test
  void anIndexOlderThanItsTablesIsToldOf(CapturedOutput output) throws IOException {
    recordAndClose(1);
    byte[] older = Files.readAllBytes(file());
    recordAndClose(30_000);
    Files.write(file(), older);
    refuse();
    assertThat(known(store(TIMES), 30_000)).isEqualTo(30_000);
    assertThat(output).contains("does not know of all tables");
  }

  @Test
  void aTableThatWasNotDeletedInTimeIsDeletedLater() throws IOException {
    recordAndClose(1);
    Files.copy(table(1), folder.resolve("outdated"));
    confirm(store(TIMES), 0, 12_000);
    stores.get(1).close();
    clock.move(TIMES.retention().plusSeconds(1));
    recordAndClose(1);
    assertThat(table(1)).doesNotExist();
    Files.copy(folder.resolve("outdated"), table(1));
    new LocalClaimStore(file(), TIMES, AMPLE, true, clock).close();
    store(TIMES).close();
    assertThat(table(1)).doesNotExist();
  }

  @Test
  void aFirstStartThatWasKilledIsNoDamage() throws IOException {
    store(TIMES).close();
    Files.write(file(), new byte[0]);
    new LocalClaimStore(file(), TIMES, AMPLE, true, clock).close();
    Files.delete(table(1));
    Files.write(file(), new byte[0]);
    new LocalClaimStore(file(), TIMES, AMPLE, true, clock).close();
  }

  @Test
  void aShorterRetentionMakesNoTablesWithoutEnd() throws IOException {
    recordAndClose(1);
    ClaimTimes times = new ClaimTimes(Duration.ofMillis(100), Duration.ofMillis(100));
    confirm(store(times), 0, 5_000);
    assertThat(files()).hasSizeLessThan(20);
  }

  @Test
  void aSecondStoreOnAFileDoesNotEndTheLockOfTheFirst() throws Exception {
    store(TIMES);
    assertThatThrownBy(() -> store(TIMES)).hasMessageContaining("locked");
    Process process = otherProcess(1);
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(confirmed()).isEmpty();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void changedBytesAreToldOf(CapturedOutput output) throws IOException {
    recordAndClose(400);
    try (FileChannel channel =
        FileChannel.open(RecordsIndex.table(file(), 1), StandardOpenOption.WRITE)) {
      channel.write(
          ByteBuffer.allocate((int) channel.size() / 2).put(0, (byte) 1),
          RecordTable.HEADER_BYTES + channel.size() / 4);
    }
    ClaimStore reopened = store(TIMES);
    assertThat(output).contains("was cut or changed").contains("of 400 records");
    assertThat(known(reopened, 400)).isBetween(100L, 300L);
  }

  @Test
  void outdatedRecordsLeaveTheDisk() throws IOException {
    // 100 events are remembered at any time.
    ClaimTimes times = new ClaimTimes(Duration.ofMillis(100), Duration.ofMillis(100));
    ClaimStore store = store(times);
    confirm(store, 0, 500);
    store.close();
    confirm(store(times), 500, 1_000);
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files.count()).isLessThanOrEqualTo(4);
    }
  }

  /** Without new events, too. */
  @Test
  void whatIsOutdatedIsDeletedInTime() {
    ClaimStore store = store(TIMES);
    confirm(store, 0, 12_000);
    assertThat(RecordsIndex.table(file(), 1)).exists();
    assertThat(RecordsIndex.table(file(), 2)).exists();
    clock.move(TIMES.retention().plusSeconds(1));
    await().until(() -> !Files.exists(RecordsIndex.table(file(), 1)));
    assertThat(store.claim(new Claim("groq:event:0", "b"))).isEqualTo(ClaimState.NEW);
  }

  @Test
  void aRecordTakesLittleOfTheDisk() throws IOException {
    int events = 100_000;
    confirm(store(TIMES), 0, events);
    try (Stream<Path> files = Files.list(file().getParent())) {
      long bytes = files.mapToLong(each -> each.toFile().length()).sum();
      assertThat(bytes / events).isLessThan(100);
    }
  }

  @Test
  void anEventThatIsDoneAgainIsRememberedFromThen() {
    ClaimStore store = store(TIMES);
    Claim claim = new Claim("groq:event:1", "a");
    store.confirm(claim);
    pass(TIMES.retention().plusMillis(1));
    assertThat(store.claim(claim)).isEqualTo(ClaimState.NEW);
    store.confirm(claim);
    pass(TIMES.retention().minusMillis(1));
    assertThat(store.claim(claim)).isEqualTo(ClaimState.DONE);
  }

  private void confirm(ClaimStore store, int from, int to) {
    for (int i = from; i < to; i++) {
      clock.move(Duration.ofMillis(1));
      assertThat(store.confirm(new Claim("groq:event:" + Integer.toHexString(i * 31), "a")))
          .isTrue();
    }
  }

  @Test
  void manyConfirmAtOnce() throws Exception {
    ClaimStore store = store(TIMES);
    AtomicInteger number = new AtomicInteger();
    Concurrently.call(
        16,
        () -> {
          for (int i = 0; i < 100; i++) {
            Claim claim = new Claim("groq:event:" + number.incrementAndGet(), "a");
            assertThat(store.claim(claim)).isEqualTo(ClaimState.NEW);
            assertThat(store.confirm(claim)).isTrue();
            assertThat(store.claim(claim)).isEqualTo(ClaimState.DONE);
          }
          return null;
        });
    store.close();
    ClaimStore reopened = store(TIMES);
    for (int i = 1; i <= 1_600; i++) {
      assertThat(reopened.claim(new Claim("groq:event:" + i, "b"))).isEqualTo(ClaimState.DONE);
    }
  }

  @Test
  void anInterruptedThreadConfirms() {
    ClaimStore store = store(TIMES);
    Thread.currentThread().interrupt();
    boolean confirmed = store.confirm(new Claim("groq:event:1", "a"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(confirmed).isTrue();
    assertThat(store.claim(new Claim("groq:event:1", "b"))).isEqualTo(ClaimState.DONE);
  }

  @Test
  void aThreadInterruptedWhileItWritesSpoilsNothingForOthers() throws Exception {
    ClaimStore store = store(TIMES);
    List<String> confirmed = new ArrayList<>();
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; !stop.get(); i++) {
                Claim claim = new Claim("groq:event:" + i, "a");
                try {
                  if (store.confirm(claim)) {
                    confirmed.add(claim.key());
                  }
                } catch (ClaimsUnavailableException e) {
                  // The interrupt came in the middle of a write.
                }
                boolean unused = Thread.interrupted();
              }
            });
    writer.start();
    for (int i = 0; i < 2_000; i++) {
      writer.interrupt();
      Thread.onSpinWait();
      TimeUnit.MICROSECONDS.sleep(100);
    }
    stop.set(true);
    writer.join();

    assertThat(store.confirm(new Claim("groq:event:last", "a"))).isTrue();
    store.close();
    ClaimStore reopened = store(TIMES);
    assertThat(confirmed)
        .isNotEmpty()
        .allSatisfy(
            key -> assertThat(reopened.claim(new Claim(key, "b"))).isEqualTo(ClaimState.DONE));
  }

  @Test
  void aClosedStoreIsUnavailableAndStaysClosed() {
    ClaimStore store = store(TIMES);
    store.close();
    assertThatThrownBy(() -> store.claim(new Claim("groq:event:1", "a")))
        .isInstanceOf(ClaimsUnavailableException.class);
    assertThat(store(TIMES).claim(new Claim("groq:event:1", "a"))).isEqualTo(ClaimState.NEW);
  }

  @Test
  void theDescriptionNamesTheFile() {
    assertThat(store(TIMES).description()).contains(file().toString()).contains("one process");
  }
}
