package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.TakesLong;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The log of deliveries where its database cannot grow: no delivery notices. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@TakesLong
class FullDiskIT {

  private static final String AWAY = "Deliveries cannot be written to";
  private static final String AGAIN = "Deliveries are written to";
  private static final String DROPPED = "Entries of the log of deliveries are not written";

  /** Goes to no handler, and leaves no file. */
  private static final String UNHANDLED = "nothing";

  /** More than can wait to be written. */
  private static final int MANY = 11_000;

  private static final int LARGE = 200_000;

  @TempDir private Path folder;

  private final String id = UUID.randomUUID().toString();
  private final AtomicInteger delivered = new AtomicInteger();

  private ReceiverProcess.Setup receiver(Path file) {
    return ReceiverProcess.in(folder)
        .testHandlers()
        .observed()
        .arguments(
            "--webhooks.deliveries.url=" + Logged.url(file),
            "--webhooks.deliveries.bodies=verified",
            "--webhooks.deliveries.max-body-size=" + 2 * LARGE + "B",
            "--webhooks.dead-letter-enabled=true",
            "--webhooks.retry.delay=10ms",
            // What is printed here is a file, too, and must not grow as the log does.
            "--logging.level.webhooks.delivery=OFF",
            "--logging.level.unhandled=OFF");
  }

  private SignedSender.Answer deliver(ReceiverProcess receiver, byte[] body) {
    SignedSender.Answer answer = receiver.sender().deliver(body);
    delivered.incrementAndGet();
    return answer;
  }

  private void deliver(ReceiverProcess receiver, String event) {
    byte[] body = SignedSender.event(event, UNHANDLED);
    assertThat(deliver(receiver, body).status()).isEqualTo(200);
  }

  /** An event whose body takes room. */
  private void deliverLarge(ReceiverProcess receiver) {
    String data = "\"" + "x".repeat(LARGE) + "\"";
    byte[] body = SignedSender.event(UUID.randomUUID().toString(), UNHANDLED, data);
    assertThat(deliver(receiver, body).status()).isEqualTo(200);
  }

  private void deliverUntilAway(ReceiverProcess receiver) {
    while (receiver.linesWith(AWAY).isEmpty()) {
      deliverLarge(receiver);
    }
  }

  private static double metric(ReceiverProcess receiver, String name) {
    return Scrape.of(receiver).value(name, Map.of());
  }

  private static void awaitWritten(ReceiverProcess receiver) {
    Handling.soon().until(() -> metric(receiver, "webhooks_log_waiting") == 0);
  }

  @Test
  void onAFullFileSystemTheLogWaitsForRoom() {
    Path small = folder.resolve("small");
    try (SmallDisk disk = SmallDisk.on(small, 64);
        ReceiverProcess receiver = receiver(small.resolve("deliveries")).on(disk).start()) {
      Fault full = new Fault(disk::fill, disk::makeRoom);
      double dropped = nothingButTheLogNotices(receiver, full, MANY);
      assertThat(dropped).isBetween(1.0, (double) MANY);
      assertThat(receiver.linesWith(DROPPED)).hasSize(1);
      nothingElseIsMissing(copyOfLog(disk), dropped);
    }
  }

  /** The log is the largest file by far: the limit is of any file's size, and stops it alone. */
  @Test
  void aFileThatMayNotGrowWaitsUntilItMay() {
    Path file = Logged.file(folder);
    try (ReceiverProcess receiver = receiver(file).start()) {
      for (int i = 0; i < 100; i++) {
        deliverLarge(receiver);
      }
      awaitWritten(receiver);
      Fault limit =
          new Fault(() -> receiver.limitFiles(size(file)), () -> receiver.limitFiles(null));
      nothingElseIsMissing(file, nothingButTheLogNotices(receiver, limit, 10));
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(Path.of(file + ".mv.db"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Outside: H2 looks at where its file is seen from within. */
  private Path copyOfLog(SmallDisk disk) {
    try {
      Path copy = folder.resolve("copy");
      Files.copy(disk.root().resolve("deliveries.mv.db"), Path.of(copy + ".mv.db"));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What keeps the file from growing.
   *
   * @param begin begins it
   * @param end ends it
   */
  private record Fault(Runnable begin, Runnable end) {}

  /** Returns how many entries were dropped. */
  private double nothingButTheLogNotices(ReceiverProcess receiver, Fault fault, int meanwhile) {
    deliver(receiver, "before-" + id);
    awaitWritten(receiver);
    fault.begin().run();
    deliverUntilAway(receiver);

    deliver(receiver, SignedSender.event("fail-" + id, "test.fail"));
    assertThat(Handling.deadLetters(folder.resolve("data/dead-letter"))).hasSize(1);
    List<String> events = Handling.ids(id, meanwhile);
    events.parallelStream().forEach(event -> deliver(receiver, event));
    byte[] again = SignedSender.event(events.get(7), UNHANDLED);
    assertThat(deliver(receiver, again).body()).contains("\"duplicate\":true");
    assertThat(receiver.observe("/health/ready")).startsWith("200 ");
    double dropped = metric(receiver, "webhooks_log_dropped_total");
    assertThat(receiver.linesWith(AGAIN)).isEmpty();

    fault.end().run();
    Handling.soon().until(() -> !receiver.linesWith(AGAIN).isEmpty());
    deliver(receiver, "after-" + id);
    awaitWritten(receiver);
    assertThat(metric(receiver, "webhooks_log_dropped_total")).isEqualTo(dropped);
    assertThat(receiver.linesWith(AWAY)).hasSize(1);
    assertThat(receiver.linesWith(AGAIN)).hasSize(1);
    assertThat(receiver.errorLines()).isEmpty();
    stop(receiver);
    return dropped;
  }

  private static void stop(ReceiverProcess receiver) {
    receiver.terminate();
    receiver.awaitExit(Duration.ofSeconds(60));
  }

  private void nothingElseIsMissing(Path file, double dropped) {
    try (Logged log = Logged.at(Logged.url(file))) {
      assertThat(log.of("before-" + id).outcome()).isEqualTo("accepted");
      assertThat(log.of("after-" + id).outcome()).isEqualTo("accepted");
      assertThat(log.count()).isEqualTo(delivered.get() - (long) dropped);
    }
  }

  @Test
  void whatWasWrittenIsStillThereAfterACrashOnAFullFileSystem() {
    Path small = folder.resolve("small");
    try (SmallDisk disk = SmallDisk.on(small, 16)) {
      ReceiverProcess.Setup setup = receiver(small.resolve("deliveries")).on(disk);
      try (ReceiverProcess first = setup.start()) {
        deliver(first, "before-" + id);
        awaitWritten(first);
        disk.fill();
        deliverUntilAway(first);
        first.kill();
      }
      try (ReceiverProcess second = setup.start()) {
        deliver(second, "full-" + id);
        deliverUntilAway(second);
        disk.makeRoom();
        awaitWritten(second);
        stop(second);
      }
      try (Logged log = Logged.at(Logged.url(copyOfLog(disk)))) {
        assertThat(log.of("before-" + id).outcome()).isEqualTo("accepted");
        assertThat(log.of("full-" + id).outcome()).isEqualTo("accepted");
      }
    }
  }
}
