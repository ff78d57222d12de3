package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.deliveries.RecordedDelivery;
import io.groqwebhooks.testing.TakesLong;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of deliveries when its writer or its database is killed under load, or hangs. */
@TakesLong
class DeliveryLogCrashIT {

  private static final String AWAY = "Deliveries cannot be written to";
  private static final String AGAIN = "Deliveries are written to";

  /** Goes to no handler, and leaves no file. */
  private static final String UNHANDLED = "nothing";

  /** What a delivery would wait at least if it waited for a database that is away. */
  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(10);

  @TempDir private Path folder;

  private final String id = UUID.randomUUID().toString();

  private ReceiverProcess.Setup receiver(String url) {
    return ReceiverProcess.in(folder)
        .testHandlers()
        .observed()
        .arguments("--webhooks.deliveries.url=" + url, "--logging.level.unhandled=OFF");
  }

  private static void deliverAndAwaitLogged(ReceiverProcess receiver, String event) {
    assertThat(receiver.sender().deliver(event, UNHANDLED).status()).isEqualTo(200);
    Handling.soon()
        .until(
            () -> receiver.observe("/webhooks/api/deliveries?event=" + event).contains("\"id\""));
  }

  private static void awaitWritten(ReceiverProcess receiver) {
    Handling.soon().until(() -> receiver.observe("/metrics").contains("webhooks_log_waiting 0.0"));
  }

  private static void stop(ReceiverProcess receiver) {
    receiver.terminate();
    receiver.awaitExit(Duration.ofSeconds(60));
  }

  @Test
  void aReceiverThatIsKilledLosesOnlyWhatWaits() {
    ReceiverProcess.Setup setup = receiver(Logged.url(Logged.file(folder)));
    List<String> longBefore;
    try (ReceiverProcess killed = setup.start();
        SteadyLoad load = new SteadyLoad(killed.sender(), id, UNHANDLED)) {
      Handling.soon().until(() -> load.accepted().size() >= 1000);
      longBefore = load.accepted();
      // Each is written after what came before it; the first is in the file once there is another.
      deliverAndAwaitLogged(killed, "first-" + id);
      deliverAndAwaitLogged(killed, "second-" + id);
      killed.kill();
      assertThat(load.others()).isEmpty();
    }

    try (ReceiverProcess next = setup.start()) {
      List<String> events = Handling.ids("next-" + id, 10);
      events.forEach(event -> next.sender().deliver(event, UNHANDLED));
      awaitWritten(next);
      next.kill();
      assertThat(next.linesWith(AWAY)).isEmpty();
    }
    try (Logged log = Logged.at(Logged.url(Logged.file(folder)))) {
      Set<String> there = new HashSet<>();
      log.all().forEach(delivery -> there.add(delivery.eventId()));
      assertThat(there)
          .containsAll(longBefore)
          .contains("first-" + id)
          .containsAll(Handling.ids("next-" + id, 10));
    }
  }

  @Test
  void aPostgreSqlThatIsKilledIsNoticedByNobodyAndMissesNothing(@TempDir Path files)
      throws IOException {
    EmbeddedPostgres postgres = postgres(0, files);
    int port = postgres.getPort();
    String url = postgres.getJdbcUrl("postgres", "postgres");
    try (ReceiverProcess receiver = receiver(url).start()) {
      List<String> accepted;
      try (SteadyLoad load = new SteadyLoad(receiver.sender(), id, UNHANDLED)) {
        deliverAndAwaitLogged(receiver, "before-" + id);
        kill(files);
        postgres.close();
        Handling.soon().until(() -> !receiver.linesWith(AWAY).isEmpty());
        int before = load.accepted().size();
        Handling.soon().until(() -> load.accepted().size() >= before + 500);

        postgres = postgres(port, files);
        Handling.soon().until(() -> !receiver.linesWith(AGAIN).isEmpty());
        load.end();
        assertThat(load.others()).isEmpty();
        assertThat(load.slowest()).isLessThan(DATABASE_TIMEOUT);
        accepted = load.accepted();
      }
      awaitWritten(receiver);
      assertThat(receiver.observe("/metrics")).contains("webhooks_log_dropped_total 0.0");
      assertThat(receiver.linesWith(AWAY)).hasSize(1);
      assertThat(receiver.errorLines()).isEmpty();
      try (Logged log = Logged.at(url)) {
        List<String> there = log.all().stream().map(RecordedDelivery::eventId).toList();
        assertThat(there).containsAll(accepted).hasSize(accepted.size() + 1);
      }
    } finally {
      postgres.close();
    }
  }

  private static EmbeddedPostgres postgres(int port, Path files) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(files)
        .setCleanDataDirectory(false)
        // What it has told to be written it is to have written, as any but one for tests does.
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  /** Kills the server and its helpers. */
  private static void kill(Path files) throws IOException {
    long pid = Long.parseLong(Files.readAllLines(files.resolve("postmaster.pid")).get(0));
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> all = Stream.concat(Stream.of(server), server.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().join());
  }

  @Test
  void aDatabaseThatDoesNotAnswerDelaysNeitherStartNorAnswersNorEnd() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> connected =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return silent.accept();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      String url = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/webhooks";
      try (ReceiverProcess receiver = receiver(url).start()) {
        assertThat(receiver.sender().deliver("first-" + id, UNHANDLED).status()).isEqualTo(200);
        try (Socket held = connected.get()) {
          assertThat(receiver.sender().deliver("second-" + id, UNHANDLED).status()).isEqualTo(200);
          assertThat(receiver.observe("/health/ready")).startsWith("200 ");
          stop(receiver);
          assertThat(held.isClosed()).isFalse();
        }
      }
    }
  }
}
