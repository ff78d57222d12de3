package io.groqwebhooks.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groqwebhooks.claim.EventInProgressException;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.event.WebhookEvent;
import io.groqwebhooks.receiver.Receiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.EndpointInject;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ValidationException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The routes as they are shipped, from the dispatch endpoint to handlers that a test can make fail.
 */
@CamelSpringBootTest
@SpringBootTest(
    classes = Receiver.class,
    useMainMethod = UseMainMethod.ALWAYS,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.server.port=-1",
      "webhooks.sources.groq.secrets=whsec_test",
      "webhooks.retry.delay=PT0.001S",
      "webhooks.retry.max-delay=5ms"
    })
class RoutesTest {

  @TempDir private static Path folder;

  @Autowired private CamelContext camel;
  @Autowired private ProducerTemplate producer;

  @EndpointInject("mock:resource.created")
  private MockEndpoint created;

  @EndpointInject("mock:unhandled")
  private MockEndpoint unhandled;

  private final String id = UUID.randomUUID().toString();

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("webhooks.claims.file", () -> folder.resolve("claims").toString());
    String routes = routesWithMockHandlers();
    registry.add("webhooks.routes-dir", () -> routes);
  }

  private static String routesWithMockHandlers() {
    StringBuilder handlers = new StringBuilder();
    for (String handler :
        List.of("resource.created", "resource.updated", "resource.deleted", "unhandled")) {
      handlers.append(
          """
          - route:
              id: %1$s
              from:
                uri: direct:groq.%1$s
                steps:
                  - to: mock:%1$s
          """
              .formatted(handler));
    }
    try {
      for (String shipped : List.of("groq-webhook.camel.yaml", "error-handling.camel.yaml")) {
        Files.copy(Path.of("routes", shipped), folder.resolve(shipped));
      }
      Files.writeString(folder.resolve("handlers.camel.yaml"), handlers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder.toString();
  }

  @BeforeEach
  @AfterEach
  void reset() throws Exception {
    MockEndpoint.resetMocks(camel);
    if (camel.getRoute("added") != null) {
      camel.getRouteController().stopRoute("added");
      camel.removeRoute("added");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resource.created", "resource.updated", "resource.deleted"})
  void eventGoesToTheHandlerOfItsType(String type) throws Exception {
    MockEndpoint handler = camel.getEndpoint("mock:" + type, MockEndpoint.class);
    handler.expectedMessageCount(1);
    unhandled.expectedMessageCount(0);

    deliver(type);

    MockEndpoint.assertIsSatisfied(camel);
  }

  @Test
  void eventOfUnknownTypeIsUnhandledAndNoError() throws Exception {
    unhandled.expectedMessageCount(1);

    deliver("resource.renamed");

    unhandled.assertIsSatisfied();
  }

  @Test
  void durationsOfRetriesAreThoseThatWereSet() {
    assertThat(camel.resolvePropertyPlaceholders("{{webhook-settings.retry.delay}}"))
        .isEqualTo("1");
  }

  @Test
  void eventIsHandledOnce() throws Exception {
    created.expectedMessageCount(1);

    deliver("resource.created");
    deliver("resource.created");

    created.assertIsSatisfied();
  }

  @Test
  void sameIdFromAnotherSourceIsAnotherEvent() throws Exception {
    created.expectedMessageCount(2);

    deliver("resource.created");
    deliver("resource.created", Map.of(EventHeaders.SOURCE, "other"));

    created.assertIsSatisfied();
  }

  @Test
  void failingStepIsTriedAgainUntilItSucceeds() throws Exception {
    created.whenExchangeReceived(1, exchange -> exchange.setException(new IOException("first")));
    created.whenExchangeReceived(2, exchange -> exchange.setException(new IOException("second")));
    created.expectedMessageCount(3);

    deliver("resource.created");

    created.assertIsSatisfied();
  }

  @Test
  void retriesEndAndTheEventCanBeDeliveredAgain() throws Exception {
    created.whenAnyExchangeReceived(exchange -> exchange.setException(new IOException("down")));
    created.expectedMessageCount(4);
    assertThatThrownBy(() -> deliver("resource.created")).hasRootCauseMessage("down");
    created.assertIsSatisfied();

    created.reset();
    created.expectedMessageCount(1);
    deliver("resource.created");
    created.assertIsSatisfied();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 410, 422, 499})
  void refusalByADownstreamSystemIsNotTriedAgain(int status) throws Exception {
    assertThat(
            attemptsAfter(
                new HttpOperationFailedException("http://down", status, "", null, null, "")))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503})
  void passingFailureOfADownstreamSystemIsTriedAgain(int status) throws Exception {
    assertThat(
            attemptsAfter(
                new HttpOperationFailedException("http://down", status, "", null, null, "")))
        .isEqualTo(4);
  }

  @Test
  void invalidEventIsNotTriedAgain() throws Exception {
    assertThat(attemptsAfter(new ValidationException(null, "no name"))).isEqualTo(1);
  }

  @Test
  void bodyThatIsNotWhatAHandlerExpectsIsNotTriedAgain() throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:added").routeId("added").unmarshal().json(int[].class);
          }
        });
    created.whenAnyExchangeReceived(exchange -> producer.send("direct:added", exchange));
    created.expectedMessageCount(1);

    assertThatThrownBy(() -> deliver("resource.created"))
        .isInstanceOf(CamelExecutionException.class);

    created.assertIsSatisfied();
  }

  @Test
  void retriesHoldForARouteThatSomebodyAdds() throws Exception {
    created.whenAnyExchangeReceived(exchange -> {});
    MockEndpoint flaky = camel.getEndpoint("mock:flaky", MockEndpoint.class);
    flaky.whenExchangeReceived(1, exchange -> exchange.setException(new IOException("once")));
    flaky.expectedMessageCount(2);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:added").routeId("added").to("mock:flaky");
          }
        });

    producer.sendBody("direct:added", "x");

    flaky.assertIsSatisfied();
  }

  @Test
  void secondDeliveryDuringTheFirstIsInProgress() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    created.whenAnyExchangeReceived(
        exchange -> {
          begun.countDown();
          assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
        });
    CompletableFuture<Void> first = CompletableFuture.runAsync(() -> deliver("resource.created"));
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(() -> deliver("resource.created"))
        .hasRootCauseInstanceOf(EventInProgressException.class);

    goOn.countDown();
    first.get(10, TimeUnit.SECONDS);
  }

  @Test
  void handlerCanConvertTheBodyToAWebhookEvent() throws Exception {
    created.expectedMessageCount(1);
    deliver("resource.created");
    created.assertIsSatisfied();

    WebhookEvent event =
        created.getExchanges().get(0).getMessage().getMandatoryBody(WebhookEvent.class);

    assertThat(event.id()).isEqualTo(id);
    assertThat(event.data().path("name").asText()).isEqualTo("disk");
  }

  private int attemptsAfter(Exception failure) {
    created.whenAnyExchangeReceived(exchange -> exchange.setException(failure));
    assertThatThrownBy(() -> deliver("resource.created")).hasCause(failure);
    return created.getReceivedCounter();
  }

  private void deliver(String type) {
    deliver(type, Map.of(EventHeaders.SOURCE, "groq"));
  }

  private void deliver(String type, Map<String, Object> source) {
    byte[] body =
        "{\"id\":\"%s\",\"type\":\"%s\",\"data\":{\"name\":\"disk\"}}"
            .formatted(id, type)
            .getBytes(StandardCharsets.UTF_8);
    Map<String, Object> headers = new HashMap<>(source);
    headers.put(EventHeaders.ID, id);
    headers.put(EventHeaders.TYPE, type);
    headers.put(EventHeaders.RECEIVED_AT, Instant.EPOCH.toString());
    producer.sendBodyAndHeaders("direct:groq-events", body, headers);
  }
}
