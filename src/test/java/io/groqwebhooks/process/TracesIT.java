package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sender's trace goes on through dispatch into handlers, where somebody turns that on. */
class TracesIT {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";

  @TempDir private Path folder;
  private TraceCollector collector;

  @BeforeEach
  void startCollector() throws IOException {
    collector = new TraceCollector();
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  private ReceiverProcess start(String profile, boolean traced) {
    return ReceiverProcess.in(folder)
        .observedHandlers()
        .observed()
        .environment("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
        .environment("OTEL_BSP_SCHEDULE_DELAY", "100")
        .arguments(
            "--spring.profiles.active=" + profile, "--camel.opentelemetry2.enabled=" + traced)
        .start();
  }

  private static void deliver(ReceiverProcess receiver, String id) {
    byte[] body = SignedSender.event(id, "resource.created");
    Map<String, String> headers = receiver.sender().headers(body);
    headers.put("traceparent", "00-" + TRACE + "-" + PARENT + "-01");
    headers.put("baggage", "stranger=1");
    assertThat(receiver.sender().post(headers, body).status()).isEqualTo(200);
    Handling.await(receiver, id);
  }

  private static List<String> endpoints(Span span) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals("camel.uri"))
        .map(KeyValue::getValue)
        .map(value -> value.getStringValue())
        .toList();
  }

  private static String trace(Span span) {
    return HexFormat.of().formatHex(span.getTraceId().toByteArray());
  }

  private static String parent(Span span) {
    return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "queue"})
  void spansOfHandlersBelongToTheTraceOfTheRequest(String profile) {
    try (ReceiverProcess receiver = start(profile, true)) {
      deliver(receiver, "evt_traced");

      // The span of the request ends last, and may come by itself.
      Handling.soon()
          .untilAsserted(
              () -> {
                assertThat(collector.spans())
                    .flatExtracting(TracesIT::endpoints)
                    .contains(
                        "direct://groq.resource.created", "seda://observed?concurrentConsumers=4");
                assertThat(collector.spans()).extracting(TracesIT::parent).contains(PARENT);
              });
      assertThat(collector.spans()).allSatisfy(span -> assertThat(trace(span)).isEqualTo(TRACE));
      assertThat(receiver.file("handled/evt_traced"))
          .contains("traceparent=00-" + TRACE)
          .doesNotContain("stranger");
      assertThat(receiver.errorLines()).isEmpty();
      assertThat(receiver.linesWith(" WARN ")).isEmpty();
    }
  }

  @Test
  void theLogOfDeliveriesHasTheTraceThatBeginsHere() {
    try (ReceiverProcess receiver = start("default", true)) {
      assertThat(receiver.sender().deliver("evt_first", "resource.created").status())
          .isEqualTo(200);

      Handling.soon().untilAsserted(() -> assertThat(collector.spans()).isNotEmpty());
      String trace = trace(collector.spans().get(0));
      Handling.soon()
          .untilAsserted(
              () ->
                  assertThat(receiver.observe("/webhooks/api/deliveries?event=evt_first"))
                      .contains("\"traceId\":\"" + trace + '"'));
    }
  }

  @Test
  void nothingIsTracedUnlessSomebodyTurnsItOn() {
    try (ReceiverProcess receiver = start("default", false)) {
      deliver(receiver, "evt_untraced");

      assertThat(receiver.file("handled/evt_untraced"))
          .contains("WebhookEventId")
          .doesNotContain("traceparent", TRACE, "stranger");
      assertThat(collector.spans()).isEmpty();
    }
  }
}
