package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.deliveries.RecordedDelivery;
import io.groqwebhooks.testing.TakesLong;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of deliveries as receivers write it, with real databases. */
class DeliveryLogIT {

  private static final String AWAY = "Deliveries cannot be written to";

  @TempDir private Path folder;

  private final String id = UUID.randomUUID().toString();

  private static ReceiverProcess.Setup receiver(Path folder) {
    return ReceiverProcess.in(folder)
        .testHandlers()
        .arguments("--webhooks.retry.delay=10ms", "--webhooks.retry.max-redeliveries=2");
  }

  @Test
  void eventsBehindAQueueGetTheirEndAndRefusalsTheirReason() {
    try (ReceiverProcess receiver =
        receiver(folder).arguments("--spring.profiles.active=queue").start()) {
      receiver.sender().deliver(id, "resource.created");
      receiver.sender().deliver("bad-" + id, "test.fail");
      byte[] body = SignedSender.event("forged-" + id, "resource.created");
      Map<String, String> headers = new HashMap<>(receiver.sender().headers(body));
      headers.put("x-groq-signature", "0".repeat(64));
      assertThat(receiver.sender().post(headers, body).status()).isEqualTo(401);
      Handling.await(receiver, id);
      Handling.soon()
          .until(() -> Handling.deadLetters(folder.resolve("data/dead-letter")).size() == 1);
      Handling.soon().until(() -> !receiver.linesWith("doctor").isEmpty());
      receiver.terminate();
      receiver.awaitExit(Duration.ofSeconds(60));
    }

    try (Logged log = Logged.at(Logged.url(Logged.file(folder)))) {
      assertThat(log.all()).hasSize(3);
      RecordedDelivery handled = log.of(id);
      assertThat(handled.outcome()).isEqualTo("accepted");
      assertThat(handled.ended()).isEqualTo("handled");
      assertThat(handled.attempts()).isEqualTo(1);
      assertThat(handled.endedAt()).isAfter(handled.receivedAt());
      RecordedDelivery bad = log.of("bad-" + id);
      assertThat(bad.ended()).isEqualTo("dead letter");
      assertThat(bad.attempts()).isEqualTo(3);
      assertThat(log.all().get(0))
          .satisfies(
              forged -> {
                assertThat(forged.outcome()).isEqualTo("rejected");
                assertThat(forged.status()).isEqualTo(401);
                assertThat(forged.reason()).isEqualTo("signature mismatch");
                assertThat(forged.problem()).contains("secret");
                assertThat(forged.eventId()).isNull();
              });
    }
  }

  @TakesLong
  @Test
  void replicasShareAPostgreSqlAndNothingNoticesThatItIsAway(
      @TempDir Path other, @TempDir Path files) throws IOException {
    EmbeddedPostgres postgres = postgres(0, files);
    int port = postgres.getPort();
    String url = postgres.getJdbcUrl("postgres", "postgres");
    try (ReceiverProcess one =
            receiver(folder).arguments("--webhooks.deliveries.url=" + url).start();
        ReceiverProcess two =
            receiver(other).arguments("--webhooks.deliveries.url=" + url).start();
        Logged log = Logged.at(url)) {
      one.sender().deliver("one-" + id, "resource.created");
      two.sender().deliver("two-" + id, "resource.created");
      Handling.soon().until(() -> log.all().size() == 2);

      postgres.close();
      for (String event : Handling.ids(id, 200)) {
        assertThat(one.sender().deliver(event, "resource.created").status()).isEqualTo(200);
        assertThat(two.sender().deliver(event, "resource.created").status()).isEqualTo(200);
      }
      Handling.soon().until(() -> !one.linesWith(AWAY).isEmpty() && !two.linesWith(AWAY).isEmpty());

      postgres = postgres(port, files);
      Handling.soon().until(() -> log.all().size() == 402);
      assertThat(log.all()).extracting(RecordedDelivery::outcome).containsOnly("accepted");
      assertThat(log.queries().othersOf(log.of(id + "-7"), 10)).hasSize(1);
      assertThat(one.errorLines()).isEmpty();
      assertThat(two.errorLines()).isEmpty();
    } finally {
      postgres.close();
    }
  }

  private static EmbeddedPostgres postgres(int port, Path files) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(files)
        .setCleanDataDirectory(false)
        .start();
  }

  @TakesLong
  @Test
  void aFileThatCannotBeUsedIsToldAndEventsAreAccepted(@TempDir Path other) throws IOException {
    Files.createDirectories(other.resolve("data"));
    Files.writeString(other.resolve("data/deliveries.mv.db"), "no database ".repeat(1000));
    try (ReceiverProcess first = receiver(folder).start();
        ReceiverProcess locked =
            receiver(other.resolve("locked"))
                .arguments("--webhooks.deliveries.url=" + Logged.url(Logged.file(folder)))
                .start();
        ReceiverProcess damaged = receiver(other).start()) {
      for (ReceiverProcess receiver : List.of(first, locked, damaged)) {
        assertThat(receiver.sender().deliver(id, "resource.created").status()).isEqualTo(200);
      }
      Handling.soon()
          .until(() -> !locked.linesWith(AWAY).isEmpty() && !damaged.linesWith(AWAY).isEmpty());
      assertThat(first.linesWith(AWAY)).isEmpty();
      assertThat(locked.linesWith(AWAY)).hasSize(1);
      assertThat(damaged.linesWith(AWAY)).hasSize(1);
      assertThat(damaged.sender().deliver("2-" + id, "resource.created").status()).isEqualTo(200);
    }
  }

  @Test
  void neitherSecretsNorSignaturesNorUnverifiedBodiesAreInTheFile() throws IOException {
    byte[] genuine =
        SignedSender.event("genuine-" + id, "resource.created", "{\"mark\":\"GENUINE-MARK\"}");
    byte[] forged =
        SignedSender.event("forged-" + id, "resource.created", "{\"mark\":\"FORGED-MARK\"}");
    String signature;
    try (ReceiverProcess receiver =
        receiver(folder).arguments("--webhooks.deliveries.bodies=verified").start()) {
      Map<String, String> headers = new HashMap<>(receiver.sender().headers(genuine));
      signature = headers.get("x-groq-signature");
      assertThat(receiver.sender().post(headers, genuine).status()).isEqualTo(200);
      assertThat(receiver.sender().post(headers, forged).status()).isEqualTo(401);
      receiver.terminate();
      receiver.awaitExit(Duration.ofSeconds(60));
    }

    StringBuilder files = new StringBuilder();
    try (Stream<Path> all = Files.list(folder.resolve("data"))) {
      for (Path file : all.filter(each -> each.toString().contains("deliveries")).toList()) {
        files.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(files.toString())
        .contains("GENUINE-MARK", "genuine-" + id)
        .doesNotContain("FORGED-MARK", "forged-" + id, signature, ReceiverProcess.SECRET);
    try (Logged log = Logged.at(Logged.url(Logged.file(folder)))) {
      assertThat(log.queries().body(log.of("genuine-" + id).id())).hasValue(genuine);
    }
  }
}
