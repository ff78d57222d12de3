package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groqwebhooks.testing.TakesLong;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What log lines tell, as JSON by Spring's own switch. */
class LogsIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIDENTIAL = "only the handler may see this";

  @TempDir private Path folder;

  private ReceiverProcess.Setup receiver() {
    return ReceiverProcess.in(folder)
        .observedHandlers()
        .arguments("--logging.structured.format.console=ecs");
  }

  private static byte[] event(String id, String type) {
    return SignedSender.event(id, type, "{\"text\":\"" + CONFIDENTIAL + "\"}");
  }

  private static List<JsonNode> lines(ReceiverProcess receiver, String text) {
    return receiver.linesWith(text).stream().map(LogsIT::read).toList();
  }

  private static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String message(JsonNode line) {
    return line.path("message").asText();
  }

  @TakesLong
  @ParameterizedTest
  @ValueSource(strings = {"default", "queue"})
  void eachLineOfAHandlerNamesItsEventWhateverThreadItIsOn(String profile) {
    List<String> ids = Handling.ids("evt_" + profile, 200);
    try (ReceiverProcess receiver =
        receiver().arguments("--spring.profiles.active=" + profile).start()) {
      List<CompletableFuture<SignedSender.Answer>> deliveries =
          ids.stream().map(id -> receiver.sender().begin(id, "resource.created")).toList();
      deliveries.forEach(delivery -> assertThat(delivery.join().status()).isEqualTo(200));
      ids.forEach(id -> Handling.await(receiver, id));

      for (String step : List.of("first evt", "second evt", "third evt")) {
        assertThat(lines(receiver, step))
            .hasSize(ids.size())
            .allSatisfy(
                line -> {
                  assertThat(message(line)).endsWith(" " + line.path("WebhookEventId").asText());
                  assertThat(line.path("WebhookSource").asText()).isEqualTo("groq");
                  assertThat(line.path("WebhookEventType").asText()).isEqualTo("resource.created");
                });
      }
      assertThat(receiver.errorLines()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "queue"})
  void retriesAndDeadLettersNameTheirEvent(String profile) {
    try (ReceiverProcess receiver =
        receiver()
            .arguments("--spring.profiles.active=" + profile, "--webhooks.dead-letter-enabled=true")
            .start()) {
      receiver.sender().deliver(event("evt_fails", "resource.updated"));
      Handling.soon().until(() -> !receiver.linesWith("Dead letter").isEmpty());

      assertThat(
              Stream.concat(
                  lines(receiver, "failed in route").stream(),
                  lines(receiver, "Dead letter").stream()))
          .hasSize(5)
          .allSatisfy(
              line -> assertThat(line.path("WebhookEventId").asText()).isEqualTo("evt_fails"));
      assertThat(lines(receiver, "groq resource.updated evt_fails: attempt 4 failed in route"))
          .hasSize(1);
      assertThat(receiver.log())
          .doesNotContain("Failed delivery", "ExchangeId", CONFIDENTIAL, ReceiverProcess.SECRET);
    }
  }

  @Test
  void refusalNamesWhatThePersonAtTheOtherEndCanLookFor() {
    try (ReceiverProcess receiver =
        receiver().arguments("--webhooks.sources.groq.event.id=header:x-delivery").start()) {
      receiver
          .sender()
          .post(
              Map.of("content-type", "application/json", "x-delivery", "msg 7"),
              event("evt_forged", "x"));
      receiver.sender().post(Map.of("content-type", "text/plain"), event("evt_forged", "x"));

      for (int i = 0; i < 5; i++) {
        receiver
            .sender()
            .post(
                Map.of("content-type", "application/json", "stripe-signature", "t=1,v1=2"),
                event("evt_forged", "x"));
      }
      Handling.soon().until(() -> lines(receiver, "WebhookOutcome").size() == 7);
      // One line in a while, unless there is something new to tell.
      Handling.soon().until(() -> !receiver.linesWith("but one of the sender stripe").isEmpty());
      assertThat(receiver.linesWith("There is no header")).hasSize(2);
      assertThat(lines(receiver, "WebhookOutcome"))
          .extracting(LogsIT::message)
          .startsWith(
              "groq: rejected: timestamp missing (from 127.0.0.1, delivery msg_7, application/json)",
              "groq: unsupported media type (from 127.0.0.1, text/plain)");
    }
  }

  @Test
  void deliveryIsOneLineWithWhatBecameOfItAndNothingOfAnotherEvent() {
    // Few threads, so that what one event left behind would be met by the next.
    try (ReceiverProcess receiver = receiver().arguments("--webhooks.max-in-flight=2").start()) {
      SignedSender sender = receiver.sender();
      for (int i = 0; i < 20; i++) {
        sender.deliver(event("evt_accepted" + i, "resource.created"));
        // Two of these, so that each of the threads gets all kinds.
        sender.post(Map.of("content-type", "application/json"), event("evt_forged", "x"));
        sender.post(Map.of("content-type", "application/json"), event("evt_forged", "x"));
      }
      sender.deliver(event("evt_accepted0", "resource.created"));

      List<JsonNode> lines = lines(receiver, "WebhookOutcome");
      assertThat(lines).hasSize(61);
      assertThat(lines.get(0).path("WebhookOutcome").asText()).isEqualTo("accepted");
      assertThat(lines.get(0).path("WebhookEventId").asText()).isEqualTo("evt_accepted0");
      assertThat(lines.get(0).path("WebhookDurationMillis").isNumber()).isTrue();
      assertThat(lines.get(60).path("WebhookOutcome").asText()).isEqualTo("duplicate");
      assertThat(lines)
          .filteredOn(line -> line.path("WebhookOutcome").asText().equals("rejected"))
          .hasSize(40)
          .allSatisfy(
              line -> {
                assertThat(line.path("WebhookReason").asText()).isEqualTo("timestamp missing");
                assertThat(line.path("WebhookSource").asText()).isEqualTo("groq");
                assertThat(line.has("WebhookEventId")).isFalse();
              });
      assertThat(receiver.log()).doesNotContain(CONFIDENTIAL, ReceiverProcess.SECRET, "evt_forged");
    }
  }

  @Test
  void bodiesAreLoggedOnlyOnRequestAndOnlyIfVerified() {
    try (ReceiverProcess receiver =
        receiver().arguments("--logging.level.webhooks.body=DEBUG").start()) {
      receiver.sender().deliver(event("evt_asked_for", "resource.created"));
      receiver.sender().post(Map.of("content-type", "application/json"), event("evt_forged", "x"));

      assertThat(lines(receiver, CONFIDENTIAL))
          .singleElement()
          .satisfies(line -> assertThat(message(line)).contains("evt_asked_for"));
      assertThat(receiver.log()).doesNotContain("evt_forged", ReceiverProcess.SECRET);
    }
  }
}
