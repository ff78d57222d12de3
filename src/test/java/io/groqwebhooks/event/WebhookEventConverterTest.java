package io.groqwebhooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookEventConverterTest {

  private static final byte[] BODY =
      "{\"id\":\"of the body\",\"type\":\"of the body\",\"data\":{\"name\":\"Zoë\"}}"
          .getBytes(StandardCharsets.UTF_8);

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private ProducerTemplate template;

  @BeforeEach
  void startARouteThatConverts() throws Exception {
    camel.getTypeConverterRegistry().addTypeConverters(new WebhookEventConverter());
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").errorHandler(noErrorHandler()).convertBodyTo(WebhookEvent.class);
          }
        });
    camel.start();
    template = camel.createProducerTemplate();
  }

  @AfterEach
  void stop() throws Exception {
    camel.close();
  }

  private static Map<String, Object> headers() {
    Map<String, Object> headers = new HashMap<>();
    headers.put(EventHeaders.SOURCE, "groq");
    headers.put(EventHeaders.ID, "evt_1");
    headers.put(EventHeaders.TYPE, "resource.created");
    headers.put(EventHeaders.CREATED, "2023-11-14T22:13:20Z");
    headers.put(EventHeaders.RECEIVED_AT, "2023-11-14T22:13:21.123456Z");
    return headers;
  }

  private WebhookEvent convert(Object body, Map<String, Object> headers) {
    return (WebhookEvent) template.requestBodyAndHeaders("direct:in", body, headers);
  }

  @Test
  void eventIsMadeOfHeadersAndTheBodysData() {
    WebhookEvent event = convert(BODY, headers());

    assertThat(event.source()).isEqualTo("groq");
    assertThat(event.id()).isEqualTo("evt_1");
    assertThat(event.type()).isEqualTo("resource.created");
    assertThat(event.created()).isEqualTo(Instant.parse("2023-11-14T22:13:20Z"));
    assertThat(event.receivedAt()).isEqualTo(Instant.parse("2023-11-14T22:13:21.123456Z"));
    assertThat(event.data().path("name").asText()).isEqualTo("Zoë");
  }

  /** As brokers and components deliver it. */
  @Test
  void bodyMayBeAStreamOrAText() {
    assertThat(convert(new ByteArrayInputStream(BODY), headers()))
        .isEqualTo(convert(BODY, headers()));
    assertThat(convert(new String(BODY, StandardCharsets.UTF_8), headers()))
        .isEqualTo(convert(BODY, headers()));
  }

  @Test
  void eventWithoutTimeOfCreationHasNone() {
    Map<String, Object> headers = headers();
    headers.remove(EventHeaders.CREATED);

    assertThat(convert(BODY, headers).created()).isNull();
  }

  @Test
  void eventWithoutDataHasAMissingNode() {
    assertThat(convert("{}".getBytes(StandardCharsets.UTF_8), headers()).data().isMissingNode())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {EventHeaders.SOURCE, EventHeaders.ID, EventHeaders.TYPE, EventHeaders.RECEIVED_AT})
  void missingHeaderIsNamed(String header) {
    Map<String, Object> headers = headers();
    headers.remove(header);

    assertThatThrownBy(() -> convert(BODY, headers))
        .isInstanceOf(CamelExecutionException.class)
        .hasRootCauseMessage("The message is no webhook event: it has no header " + header);
  }

  @Test
  void bodyThatIsNotJsonIsAFailedConversion() {
    assertThatThrownBy(() -> convert("{".getBytes(StandardCharsets.UTF_8), headers()))
        .hasRootCauseInstanceOf(JsonProcessingException.class);
  }
}
