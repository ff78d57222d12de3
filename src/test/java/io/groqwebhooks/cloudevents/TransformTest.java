package io.groqwebhooks.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.cloudevents.http.HttpMessageFactory;
import io.groqwebhooks.event.EventHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes in YAML that send events as CloudEvents over HTTP, in an application on Camel Main. */
class TransformTest {

  private static final byte[] BODY =
      " {\"id\" : \"evt_1\", \"e\":\"\\u00e9é\" }\r\n".getBytes(StandardCharsets.UTF_8);

  @SuppressWarnings("ArrayRecordComponent") // carried to assertions, never compared
  private record Request(Headers headers, byte[] body) {}

  private HttpServer server;
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final Main main = new Main();

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              new Request(exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    main.stop();
    server.stop(0);
  }

  private CamelContext start() throws Exception {
    main.start();
    return main.getCamelContext();
  }

  private String http() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  private static void add(CamelContext camel, String type, String... uris) throws Exception {
    StringBuilder route =
        new StringBuilder(
            """
            - route:
                from:
                  uri: "direct:events"
                  steps:
                    - transformDataType:
                        toType: "%s"
            """
                .formatted(type));
    for (String uri : uris) {
      route.append(
          """
                  - to:
                      uri: "%s"
                      variableReceive: reply
          """
              .formatted(uri));
    }
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(ResourceHelper.fromString("test.camel.yaml", route.toString()));
  }

  private static Map<String, Object> headers(String id) {
    Map<String, Object> headers = new HashMap<>();
    headers.put(EventHeaders.SOURCE, "groq");
    headers.put(EventHeaders.ID, id);
    headers.put(EventHeaders.TYPE, "resource.created");
    headers.put(EventHeaders.CREATED, "2023-11-14T22:13:20Z");
    headers.put(EventHeaders.SUBJECT, "account_7");
    headers.put(Exchange.CONTENT_TYPE, "application/json");
    return headers;
  }

  private static void send(CamelContext camel, Map<String, Object> headers, Object body) {
    camel.createProducerTemplate().requestBodyAndHeaders("direct:events", body, headers);
  }

  private Request request() {
    assertThat(requests).hasSize(1);
    return Objects.requireNonNull(requests.poll());
  }

  private static io.cloudevents.CloudEvent read(Request request) {
    return HttpMessageFactory.createReaderFromMultimap(request.headers(), request.body()).toEvent();
  }

  private static void assertIsTheEvent(io.cloudevents.CloudEvent event) {
    assertThat(event.getId()).isEqualTo("evt_1");
    assertThat(event.getSource()).isEqualTo(URI.create("/webhooks/groq"));
    assertThat(event.getType()).isEqualTo("resource.created");
    assertThat(event.getTime()).hasToString("2023-11-14T22:13:20Z");
    assertThat(event.getSubject()).isEqualTo("account_7");
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(event.getExtensionNames()).isEmpty();
  }

  @Test
  void binaryEventIsReadByTheOfficialLibrary() throws Exception {
    CamelContext camel = start();
    add(camel, "webhook:cloudevents", http());
    send(camel, headers("evt_1"), BODY);

    Request request = request();
    assertIsTheEvent(read(request));
    assertThat(request.body()).isEqualTo(BODY);
    assertThat(request.headers().keySet().stream().map(name -> name.toLowerCase(Locale.ROOT)))
        .filteredOn(name -> name.startsWith("ce") || name.startsWith("cloud") || name.contains("_"))
        .containsExactlyInAnyOrder(
            "ce-specversion", "ce-id", "ce-source", "ce-type", "ce-time", "ce-subject");
  }

  @Test
  void structuredEventIsReadByTheOfficialLibrary() throws Exception {
    CamelContext camel = start();
    add(camel, "webhook:cloudevents-structured", http());
    send(camel, headers("evt_1"), BODY);

    Request request = request();
    assertIsTheEvent(read(request));
    assertThat(request.headers().get("Content-Type"))
        .containsExactly("application/cloudevents+json");
    assertThat(request.body())
        .asString(StandardCharsets.UTF_8)
        .contains("\"data\":" + new String(BODY, StandardCharsets.UTF_8) + "}");
    assertThat(request.headers().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("ce-") || name.contains("_"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(\"1\")</script>",
        "x\r\nX-Forged: 1\r\n\r\n{}",
        "é日本😀 %41",
        "\u0000\u2028"
      })
  void idOfAnyCharactersForgesNothing(String id) throws Exception {
    CamelContext camel = start();
    add(camel, "webhook:cloudevents", http());
    for (String each : List.of(id, id.repeat(300 / id.length() + 1))) {
      Map<String, Object> headers = headers(each);
      headers.put(EventHeaders.TYPE, each);
      headers.put(EventHeaders.SUBJECT, each);
      headers.put(EventHeaders.SOURCE, each);
      send(camel, headers, BODY);

      Request request = request();
      assertThat(request.headers()).doesNotContainKey("X-forged");
      assertThat(request.body()).isEqualTo(BODY);
      // The library does not decode what HTTP's binding has encoded.
      assertThat(read(request).getId()).isEqualTo(Text.inHttpHeader(Text.legal(each)));
    }
  }

  @Test
  void stepsBehindHaveTheEventWithItsHeadersAndBytes() throws Exception {
    CamelContext camel = start();
    add(camel, "webhook:cloudevents", http() + "/1", http() + "/2");
    Exchange after =
        camel
            .createProducerTemplate()
            .request(
                "direct:events",
                exchange -> {
                  exchange.getMessage().setHeaders(headers("evt_1"));
                  exchange.getMessage().setBody(BODY);
                });

    assertThat(requests).hasSize(2).allSatisfy(request -> assertIsTheEvent(read(request)));
    assertThat(after.getMessage().getBody()).isSameAs(BODY);
    Map<String, Object> kept = headers("evt_1");
    kept.remove(Exchange.CONTENT_TYPE);
    assertThat(after.getMessage().getHeaders()).containsAllEntriesOf(kept);
    assertThat(after.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
  }

  @Test
  void attributesOfAnEventBeforeAreNotTakenForThoseOfThisOne() throws Exception {
    CamelContext camel = start();
    add(camel, "webhook:cloudevents", http());
    Map<String, Object> headers = headers("evt_1");
    headers.remove(EventHeaders.SUBJECT);
    headers.put("ce-subject", "of another");
    send(camel, headers, BODY);

    assertThat(read(request()).getSubject()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook:cloudevents", "webhook:cloudevents-structured"})
  void eventThatIsADocumentAlreadyStaysAsItIs(String type) throws Exception {
    CamelContext camel = start();
    add(camel, type, http());
    Map<String, Object> headers = headers("evt_1");
    headers.put(Exchange.CONTENT_TYPE, CloudEvent.STRUCTURED);
    byte[] document =
        new CloudEvent("evt_1", "/webhooks/groq", "t", null, null, "application/json")
            .structured(BODY);
    send(camel, headers, document);

    Request request = request();
    assertThat(request.body()).isEqualTo(document);
    assertThat(read(request).getType()).isEqualTo("t");
  }

  /** An endpoint that was told what to filter does that, too. */
  @Test
  void filterOfTheEndpointStaysInForce() throws Exception {
    CamelContext camel = start();
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(
            ResourceHelper.fromString(
                "beans.camel.yaml",
                """
                - beans:
                    - name: noEventHeaders
                      type: org.apache.camel.http.base.HttpHeaderFilterStrategy
                      properties:
                        outFilterPattern: "Webhook.*"
                """));
    add(camel, "webhook:cloudevents", http() + "?headerFilterStrategy=#noEventHeaders");
    send(camel, headers("evt_1"), BODY);

    Request request = request();
    assertIsTheEvent(read(request));
    assertThat(request.headers().keySet())
        .noneMatch(name -> name.startsWith("Webhook") || name.contains("_"));
  }

  /** Endpoints may be there before the first route that transforms. */
  @Test
  void endpointsFromBeforeKeepOtherNamesBack() throws Exception {
    CamelContext camel = start();
    camel.getEndpoint(http());
    add(camel, "webhook:cloudevents", http());
    send(camel, headers("evt_1"), BODY);

    assertThat(request().headers().keySet()).noneMatch(name -> name.contains("_"));
  }

  @Test
  void contextWithoutAnythingElseTransforms() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.start();
      add(camel, "webhook:cloudevents", http());
      send(camel, headers("evt_1"), BODY);
    }
    assertIsTheEvent(read(request()));
  }

  @Test
  void whatIsNoEventFailsInWords() throws Exception {
    CamelContext camel = start();
    add(camel, "webhook:cloudevents", http());

    assertThatThrownBy(() -> send(camel, Map.of(), BODY))
        .isInstanceOf(CamelExecutionException.class)
        .rootCause()
        .hasMessage("The message is no webhook event: it has no header WebhookEventId");
    assertThat(requests).isEmpty();
  }

  @Test
  void typeThatIsNotThereStopsTheRoute() throws Exception {
    CamelContext camel = start();

    assertThatThrownBy(() -> add(camel, "webhook:cloudevent", http()))
        .hasMessageContaining("test.camel:3")
        .rootCause()
        .hasMessageContaining("webhook:cloudevent");
  }
}
