package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.groqwebhooks.testing.TakesLong;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of events that cannot be handled, until they are replayed. */
class DeadLetterIT {

  @TempDir private static Path folder;
  private static ReceiverProcess.Setup setup;
  private static ReceiverProcess receiver;
  private static DownstreamServer downstream;

  private final String id = UUID.randomUUID().toString();

  @BeforeAll
  static void start() throws IOException {
    downstream = new DownstreamServer();
    setup =
        withHandlers(folder)
            .arguments("--spring.profiles.active=queue", "--webhooks.queue.retry-timeout=0s");
    receiver = setup.start();
  }

  private static ReceiverProcess.Setup withHandlers(Path in) throws IOException {
    return withRoutes(ReceiverProcess.in(in).testHandlers(), "dead-letter-handlers.camel.yaml")
        .arguments(
            "--webhooks.retry.delay=10ms",
            "--webhooks.retry.max-redeliveries=2",
            "--test.downstream=" + downstream.port());
  }

  private static ReceiverProcess.Setup withRoutes(ReceiverProcess.Setup to, String file)
      throws IOException {
    return to.file(
        "routes/" + file, Files.readString(Path.of("src/test/resources/process/" + file)));
  }

  @AfterAll
  static void stop() {
    receiver.close();
    downstream.close();
  }

  /** The event's dead letter, as soon as there is one: it has to be whole by then. */
  private CloudEvent deadLetter(Path directory) throws IOException {
    return read(deadLetterFile(directory, id));
  }

  private static CloudEvent read(Path file) throws IOException {
    return new JsonFormat().deserialize(Files.readAllBytes(file));
  }

  private static Path deadLetterFile(Path directory, String eventId) {
    return Handling.soon()
        .alias("dead letter of " + eventId)
        .until(
            () ->
                Handling.deadLetters(directory).stream()
                    .filter(file -> file.getFileName().toString().contains(eventId))
                    .findFirst()
                    .orElse(null),
            file -> file != null);
  }

  private static Path deadLetters() {
    return folder.resolve("data/dead-letter");
  }

  private static int attempts(CloudEvent deadLetter) {
    return ((Number) deadLetter.getExtension("attempts")).intValue();
  }

  @Test
  void deadLetterHoldsTheEventAsItCameWhateverTheHandlerDidToIt() throws IOException {
    byte[] body =
        SignedSender.utf8(
            "{\"id\" : \""
                + id
                + "\",\r\n \"type\":\"test.spoil\",\"created\":1700000000, \"x\":\"é😀\"}\n");

    assertThat(receiver.sender().deliver(body).status()).isEqualTo(200);

    CloudEvent deadLetter = deadLetter(deadLetters());
    assertThat(deadLetter.getData().toBytes()).isEqualTo(body);
    assertThat(deadLetter.getId()).isEqualTo(id);
    assertThat(deadLetter.getType()).isEqualTo("test.spoil");
    assertThat(deadLetter.getSource()).hasToString("/webhooks/groq");
    assertThat(deadLetter.getTime().toInstant()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    assertThat(Instant.parse((String) deadLetter.getExtension("failedtime")))
        .isAfter(Instant.parse((String) deadLetter.getExtension("receivedtime")));
    assertThat(deadLetter.getExtension("errorclass"))
        .isEqualTo(IllegalStateException.class.getName());
    assertThat(deadLetter.getExtension("errormessage")).isEqualTo("spoilt by the handler");
    assertThat(attempts(deadLetter)).isEqualTo(3);
  }

  @Test
  void failureThatIsNotRetriedCountsAsOneAttempt() throws IOException {
    receiver.sender().deliver(id, "test.invalid");

    CloudEvent deadLetter = deadLetter(deadLetters());
    assertThat(attempts(deadLetter)).isEqualTo(1);
    assertThat(deadLetter.getExtension("errorclass"))
        .asString()
        .endsWith("PredicateValidationException");
    assertThat(receiver.timesBegun(id)).isEqualTo(1);
  }

  @Test
  void deadLettersAreReplayedThroughTheFrontDoorOnce() throws IOException {
    List<String> ids = Handling.ids(id, 3);
    ids.forEach(each -> downstream.answer(each, 500));
    ids.forEach(each -> receiver.sender().deliver(each, "test.forward"));
    Path copies = Files.createDirectories(folder.resolve("copies-" + id));
    Path letters = Files.createDirectories(folder.resolve("letters-" + id));
    for (String each : ids) {
      Path file = deadLetterFile(deadLetters(), each);
      Files.copy(file, copies.resolve(file.getFileName()));
      Files.move(file, letters.resolve(file.getFileName()));
      assertThat(downstream.calls(each)).isEqualTo(3);
    }
    ids.forEach(each -> downstream.answer(each, 200));

    ReceiverProcess.Ended replayed = replay(letters);
    assertThat(replayed.exitCode()).as(replayed.out() + replayed.err()).isZero();
    assertThat(replayed.out()).contains("[3/3]").contains("3 accepted, 0 not accepted");
    assertThat(letters).isEmptyDirectory();
    ids.forEach(each -> Handling.await(receiver, each));

    assertThat(replay(letters).out()).contains("0 accepted, 0 not accepted");
    assertThat(replay(copies).out()).contains("3 accepted, 0 not accepted");
    receiver.sender().deliver("later-" + id, "resource.created");
    Handling.await(receiver, "later-" + id);
    assertThat(ids)
        .allSatisfy(each -> assertThat(receiver.timesHandled(each)).isEqualTo(1))
        .allSatisfy(each -> assertThat(downstream.calls(each)).isEqualTo(1));
  }

  @TakesLong
  @Test
  void systemThatIsAwayIsWaitedForBehindAQueueWhileOtherEventsAreHandled(@TempDir Path other)
      throws IOException {
    try (ReceiverProcess receiver =
        withHandlers(other).arguments("--spring.profiles.active=queue").start()) {
      downstream.answer(id, 503);
      receiver.sender().deliver(id, "test.forward");
      // More often than a handler that has a fault.
      Handling.soon().until(() -> downstream.calls(id) > 4);
      receiver.sender().deliver("refused-" + id, "test.invalid");
      receiver.sender().deliver("other-" + id, "resource.created");
      Handling.await(receiver, "other-" + id);
      deadLetterFile(other.resolve("data/dead-letter"), "refused-" + id);
      assertThat(receiver.timesHandled(id)).isZero();

      downstream.answer(id, 200);
      Handling.await(receiver, id);
      assertThat(Handling.deadLetters(other.resolve("data/dead-letter"))).hasSize(1);
    }
  }

  private static ReceiverProcess.Ended replay(Path directory) {
    return setup.command("replay", directory.toString(), "--url", receiver.url().toString());
  }

  @Test
  void deadLettersGoToAnyEndpoint(@TempDir Path other) throws IOException {
    try (ReceiverProcess receiver =
        withRoutes(withHandlers(other), "parked.camel.yaml")
            .arguments(
                "--spring.profiles.active=queue",
                "--spring.artemis.embedded.queues=groq-events,parked",
                "--webhooks.dead-letter=jms:queue:parked")
            .start()) {
      receiver.sender().deliver(id, "test.spoil");

      CloudEvent deadLetter = deadLetter(other.resolve("parked"));
      assertThat(deadLetter.getId()).isEqualTo(id);
      assertThat(other.resolve("data/dead-letter")).doesNotExist();
      assertThat(receiver.errorLines()).isEmpty();
    }
  }

  @Test
  void eventIsParkedInTheRequestIfThatIsWanted(@TempDir Path other) throws IOException {
    Path directory = Files.createDirectories(other.resolve("data")).resolve("dead-letter");
    try (ReceiverProcess receiver =
        withHandlers(other).arguments("--webhooks.dead-letter-enabled=true").start()) {
      downstream.answer(id, 500);
      // A file where the directory should be.
      Files.createFile(directory);
      assertThat(receiver.sender().deliver(id, "test.forward").status()).isEqualTo(500);

      Files.delete(directory);
      SignedSender.Answer answer = receiver.sender().deliver(id, "test.forward");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"received\":true}");
      CloudEvent deadLetter = deadLetter(directory);
      assertThat(deadLetter.getData().toBytes()).isEqualTo(SignedSender.event(id, "test.forward"));
      assertThat(attempts(deadLetter)).isEqualTo(3);

      // The event as it came, and not the request that it came with.
      String spoilt = "spoilt-" + id;
      assertThat(receiver.sender().deliver(spoilt, "test.spoil").status()).isEqualTo(200);
      CloudEvent another = read(deadLetterFile(directory, spoilt));
      assertThat(another.getData().toBytes()).isEqualTo(SignedSender.event(spoilt, "test.spoil"));
      assertThat(another.getId()).isEqualTo(spoilt);

      // It is not claimed, so that its replay is handled.
      downstream.answer(id, 200);
      assertThat(receiver.sender().deliver(id, "test.forward").body())
          .isEqualTo("{\"received\":true}");
      assertThat(receiver.timesHandled(id)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct:groq-events", "seda:groq-events", "jms:queue:groq-events"})
  void formIsKeptAsItCameAndReplayed(String dispatch, @TempDir Path other) throws IOException {
    ReceiverProcess.Setup withForms =
        withHandlers(other)
            .arguments(
                "--spring.profiles.active=queue",
                "--groq.dispatch=" + dispatch,
                "--webhooks.dead-letter-enabled=true",
                "--webhooks.queue.retry-timeout=0s",
                "--webhooks.sources.groq.body.form=field:payload");
    try (ReceiverProcess receiver = withForms.start()) {
      downstream.answer(id, 500);
      // What no program would write again in the same way, and almost as much as a queue carries.
      String form =
          "x=%7e~&payload="
              + URLEncoder.encode(
                  new String(SignedSender.event(id, "test.forward"), StandardCharsets.UTF_8),
                  StandardCharsets.UTF_8)
              + "&y="
              + "\u00c3\u00a9".repeat(65_000);
      byte[] body = form.getBytes(StandardCharsets.ISO_8859_1);
      Map<String, String> headers = new HashMap<>(receiver.sender().headers(body));
      headers.put("content-type", "application/x-www-form-urlencoded");

      assertThat(receiver.sender().post(headers, body).status()).isEqualTo(200);
      Path directory = other.resolve("data/dead-letter");
      CloudEvent deadLetter = deadLetter(directory);
      assertThat(deadLetter.getId()).isEqualTo(id);
      assertThat(deadLetter.getDataContentType()).isEqualTo("application/x-www-form-urlencoded");
      assertThat(deadLetter.getData().toBytes()).isEqualTo(body);
      assertThat(downstream.headers())
          .contains("Webhookeventid")
          .doesNotContain("Formofwebhookevent");

      downstream.answer(id, 200);
      ReceiverProcess.Ended replayed =
          withForms.command("replay", directory.toString(), "--url", receiver.url().toString());
      assertThat(replayed.exitCode()).as(replayed.out() + replayed.err()).isZero();
      Handling.await(receiver, id);
    }
  }

  @TakesLong
  @Test
  void receiverStopsAtOnceWhileADeadLetterCannotBeWritten(@TempDir Path other) throws IOException {
    Files.createDirectories(other.resolve("data"));
    Files.createFile(other.resolve("data/dead-letter"));
    try (ReceiverProcess receiver =
        withHandlers(other).arguments("--spring.profiles.active=queue").start()) {
      receiver.sender().deliver(id, "test.spoil");
      Handling.soon().until(() -> receiver.linesWith("dead-letter").size() > 1);

      receiver.terminate();
      assertThat(receiver.awaitExit(Duration.ofSeconds(20))).isEqualTo(143);
    }
  }
}
