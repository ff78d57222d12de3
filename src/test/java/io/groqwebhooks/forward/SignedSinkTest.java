package io.groqwebhooks.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import com.stripe.model.Event;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import io.groqwebhooks.event.EventHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The Kamelet, with the error handling that the jar brings, in an application on Camel Main. */
@ExtendWith(OutputCaptureExtension.class)
class SignedSinkTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String BODY = "{\"id\": \"evt_1\",  \"type\":\"resource.created\"}";

  @TempDir private Path folder;

  private TargetServer server;
  private final Map<String, String> settings = new TreeMap<>();
  private Main main;

  @BeforeEach
  void startServer() throws IOException {
    server = new TargetServer();
    settings.put("webhooks.targets.billing.url", server.url());
    settings.put("webhooks.targets.billing.secrets", SECRET);
    settings.put("webhooks.retry.delay", "10ms");
    settings.put("webhooks.retry.max-delay", "1500ms");
    settings.put("webhooks.dead-letter", "direct:kept");
    settings.put("webhooks.claims.file", folder.resolve("claims").toString());
  }

  @AfterEach
  void stop() {
    if (main != null) {
      main.stop();
    }
    server.close();
  }

  private SignedSinkTest start() throws Exception {
    return start("direct:events");
  }

  private SignedSinkTest startWithQueue() throws Exception {
    return start("seda:events");
  }

  private SignedSinkTest start(String from) throws Exception {
    main = new Main();
    settings.forEach(main::addOverrideProperty);
    main.configure()
        .withRoutesIncludePattern(
            "classpath:META-INF/groq-webhooks/routes/error-handling.camel.yaml")
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                from(from).to("kamelet:signed-webhook-sink?target=billing").to("mock:sent");
                from("direct:kept").to("mock:kept");
              }
            });
    main.start();
    return this;
  }

  private static Map<String, Object> headers(String id) {
    return Map.of(
        EventHeaders.SOURCE, "groq",
        EventHeaders.ID, id,
        EventHeaders.TYPE, "resource.created",
        Exchange.CONTENT_TYPE, "application/json");
  }

  /** As a sender does that waits for an answer. */
  private void send(String uri, String id) {
    main.getCamelContext()
        .createProducerTemplate()
        .requestBodyAndHeaders(uri, BODY.getBytes(StandardCharsets.UTF_8), headers(id));
  }

  private void send() {
    send("direct:events", "evt_1");
  }

  private void enqueue() {
    main.getCamelContext()
        .createProducerTemplate()
        .sendBodyAndHeaders("seda:events", BODY, headers("evt_1"));
  }

  private List<Exchange> received(String mock) {
    return main.getCamelContext()
        .getEndpoint("mock:" + mock, org.apache.camel.component.mock.MockEndpoint.class)
        .getReceivedExchanges();
  }

  @Test
  void targetGetsTheEventsBytesSignedAsStandardWebhooksHasIt() throws Exception {
    start().send();

    TargetServer.Request request = server.requests().get(0);
    assertThat(request.text()).isEqualTo(BODY);
    assertThat(request.headers())
        .containsEntry("webhook-id", "evt_1")
        .containsEntry("content-type", "application/json")
        .containsEntry("user-agent", "groq-webhooks-camel");
    assertThat(request.headers().keySet()).noneMatch(name -> name.startsWith("Webhooke"));
    verify(request);
  }

  /** As a customer of Standard Webhooks does. */
  private static void verify(TargetServer.Request request) {
    assertThatCode(() -> verify(request, SECRET)).doesNotThrowAnyException();
  }

  private static void verify(TargetServer.Request request, String secret) throws Exception {
    HttpHeaders headers =
        HttpHeaders.of(
            Map.of(
                "webhook-id", List.of(request.headers().get("webhook-id")),
                "webhook-timestamp", List.of(request.headers().get("webhook-timestamp")),
                "webhook-signature", List.of(request.headers().get("webhook-signature"))),
            (name, value) -> true);
    new Webhook(secret).verify(request.text(), headers);
  }

  @Test
  void theFirstSecretInItsFilesSignsAndMayChange(CapturedOutput output) throws Exception {
    String other = "whsec_plJ3nmyCDGBKInavdOK15jsl";
    Path file = Files.writeString(folder.resolve("billing"), other + "\n");
    settings.put("webhooks.targets.billing.secret-files", file.toString());
    start().send("direct:events", "evt_1");
    verify(server.requests().get(0), other);

    Files.writeString(file, SECRET + "\n" + other + "\n");
    await().until(() -> output.getOut().contains("have changed: 2 now"));
    send("direct:events", "evt_2");
    verify(server.requests().get(1), SECRET);

    Files.writeString(file, "short");
    await().until(() -> output.getOut().contains("stay valid until that is corrected"));
    send("direct:events", "evt_3");
    verify(server.requests().get(2), SECRET);
    assertThat(output)
        .contains("target billing: of webhooks.targets.billing.secret-files, " + file)
        .doesNotContain(SECRET, other);
  }

  @Test
  void aFileOfSecretsThatIsMissingEndsTheStart() {
    settings.put("webhooks.targets.billing.secret-files", folder.resolve("none").toString());
    assertThatThrownBy(this::start)
        .hasStackTraceContaining("webhooks.targets.billing.secret-files: " + folder);
  }

  @Test
  void messageIsAsItWasForTheStepsThatFollow() throws Exception {
    start().send();

    assertThat(received("sent").get(0).getMessage().getBody(String.class)).isEqualTo(BODY);
    assertThat(received("sent").get(0).getMessage().getHeaders())
        .containsEntry(EventHeaders.ID, "evt_1")
        .doesNotContainKeys("webhook-signature", Exchange.HTTP_RESPONSE_CODE);
  }

  @Test
  void targetMayVerifyAsTheCustomerOfAnotherSenderDoes() throws Exception {
    settings.put("webhooks.targets.billing.sender", "stripe");
    settings.put("webhooks.targets.billing.secrets", "whsec_new,whsec_old");
    start().send();

    TargetServer.Request request = server.requests().get(0);
    Event event =
        com.stripe.net.Webhook.constructEvent(
            request.text(), request.headers().get("Stripe-Signature"), "whsec_new");
    assertThat(event.getId()).isEqualTo("evt_1");
  }

  @Test
  void requestHasTheHeadersThatAreSet() throws Exception {
    settings.put("webhooks.targets.billing.headers.Authorization", "Bearer of_the_target");
    start().send();

    assertThat(server.requests().get(0).headers())
        .containsEntry("Authorization", "Bearer of_the_target");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 503})
  void whatMayPassIsTriedAgain(int status) throws Exception {
    server.then(TargetServer.status(status), TargetServer.status(status));
    start().send();

    assertThat(server.requests()).hasSize(3);
    assertThat(received("sent")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 307, 400, 401, 404, 413, 422})
  void whatCannotSucceedIsNot(int status, CapturedOutput output) throws Exception {
    server.then(TargetServer.status(status, "Location", "http://localhost/elsewhere"));
    start();

    assertThatThrownBy(this::send).isInstanceOf(CamelExecutionException.class);
    assertThat(server.requests()).hasSize(1);
    assertThat(output)
        .contains("attempt 1 failed", "The target billing has answered " + status)
        .doesNotContain("token_in_url")
        .doesNotContain(SECRET);
  }

  @Test
  void whatCannotSucceedBehindAQueueIsADeadLetterAtOnce() throws Exception {
    server.then(TargetServer.status(400));
    startWithQueue().enqueue();

    await().untilAsserted(() -> assertThat(received("kept")).hasSize(1));
    assertThat(server.requests()).hasSize(1);
    assertThat(received("sent")).isEmpty();
  }

  @Test
  void targetThatIsDownIsTriedAsOftenAsAnyStep() throws Exception {
    TargetServer.Script down = TargetServer.status(500);
    server.then(down, down, down, down, down, down);
    start();

    assertThatThrownBy(this::send).isInstanceOf(CamelExecutionException.class);
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void targetThatIsGoneIsToldOfLoudly(CapturedOutput output) throws Exception {
    server.then(TargetServer.status(410));
    start();

    assertThatThrownBy(this::send).isInstanceOf(CamelExecutionException.class);
    assertThat(server.requests()).hasSize(1);
    assertThat(output).contains("ERROR").contains("The target billing is gone (410)");
  }

  @Test
  void eachAttemptIsSignedAnew() throws Exception {
    server.then(TargetServer.status(503, "Retry-After", "1"));
    start().send();

    assertThat(server.requests()).hasSize(2);
    assertThat(gap()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    assertThat(server.requests().get(0).headers().get("webhook-timestamp"))
        .isNotEqualTo(server.requests().get(1).headers().get("webhook-timestamp"));
    assertThat(server.requests().get(1).headers()).containsEntry("webhook-id", "evt_1");
  }

  private Duration gap() {
    return Duration.ofNanos(server.requests().get(1).nanos() - server.requests().get(0).nanos());
  }

  @Test
  void senderThatWaitsIsToldIfTheTargetAsksForALongWait() throws Exception {
    server.then(TargetServer.status(429, "Retry-After", "60"));
    start();

    assertThatThrownBy(this::send).hasRootCauseInstanceOf(RetryLaterException.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void behindAQueueTheTargetIsWaitedForAsItAsks() throws Exception {
    server.then(TargetServer.status(429, "Retry-After", "3"));
    startWithQueue().enqueue();

    await().untilAsserted(() -> assertThat(received("sent")).hasSize(1));
    assertThat(gap()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    assertThat(received("sent").get(0).getMessage().getHeaders())
        .doesNotContainKey(Exchange.REDELIVERY_DELAY);
  }

  @Test
  void targetThatSendsForEverTakesNoLongerThanItsTimeout() throws Exception {
    settings.put("webhooks.targets.billing.timeout", "500ms");
    settings.put("webhooks.retry.max-redeliveries", "0");
    try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      settings.put(
          "webhooks.targets.billing.url", "http://localhost:" + socket.getLocalPort() + "/");
      Future<?> dripping = CompletableFuture.runAsync(() -> drip(socket));
      start();

      assertThatThrownBy(this::send).rootCause().hasMessage("no answer within 500 ms");
      assertThat(dripping).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  /** A byte of a header at a time, until the other end has had enough. */
  private static void drip(ServerSocket server) {
    try (Socket socket = server.accept()) {
      OutputStream out = socket.getOutputStream();
      out.write("HTTP/1.1 200 OK\r\nX-Long: ".getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout(20);
      while (true) {
        out.write('x');
        out.flush();
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      return; // the other end has closed it
    }
  }

  @Test
  void answerWithoutAnEndIsAnAnswer() throws Exception {
    server.then(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] chunk = new byte[10_000];
          while (true) {
            exchange.getResponseBody().write(chunk);
          }
        });
    start().send();

    assertThat(received("sent")).hasSize(1);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void targetThatHangsDelaysNoOther() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    TargetServer.Script hang =
        exchange -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (TargetServer other = new TargetServer()) {
      server.then(hang, hang);
      settings.put("webhooks.targets.billing.max-connections", "1");
      settings.put("webhooks.targets.other.url", other.url());
      settings.put("webhooks.targets.other.secrets", SECRET);
      start();
      main.getCamelContext()
          .addRoutes(
              new RouteBuilder() {
                @Override
                public void configure() {
                  from("direct:other").to("kamelet:signed-webhook-sink?target=other");
                }
              });
      Future<?> hanging = CompletableFuture.runAsync(this::send);
      await().until(() -> server.requests().size() == 1);

      send("direct:other", "evt_2");

      assertThat(other.requests()).hasSize(1);
      assertThat(hanging).isNotDone();
    } finally {
      end.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "[fd00::1]", "169.254.169.254", "100.64.0.1"})
  void nothingIsSentIntoOnesOwnNetwork(String host) throws Exception {
    settings.put("webhooks.targets.billing.url", "https://" + host + "/");
    settings.put("webhooks.retry.max-redeliveries", "0");
    start();

    assertThatThrownBy(this::send)
        .rootCause()
        .hasMessageContaining("is in a network that is not public")
        .hasMessageContaining("webhooks.targets.billing.allow-private");
  }

  @Test
  void eventMayBeACloudEvent() throws Exception {
    start();
    main.getCamelContext()
        .addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:binary")
                    .transformDataType("webhook:cloudevents")
                    .to("kamelet:signed-webhook-sink?target=billing");
                from("direct:structured")
                    .transformDataType("webhook:cloudevents-structured")
                    .to("kamelet:signed-webhook-sink?target=billing");
              }
            });
    send("direct:binary", "evt_1");
    send("direct:structured", "evt_2");

    TargetServer.Request binary = server.requests().get(0);
    assertThat(binary.headers())
        .containsEntry("ce-specversion", "1.0")
        .containsEntry("ce-id", "evt_1")
        .containsEntry("ce-source", "/webhooks/groq")
        .containsEntry("webhook-id", "evt_1")
        .containsEntry("content-type", "application/json");
    assertThat(binary.text()).isEqualTo(BODY);
    assertThat(read(binary).getId()).isEqualTo("evt_1");
    TargetServer.Request structured = server.requests().get(1);
    assertThat(structured.headers())
        .containsEntry("webhook-id", "evt_2")
        .containsEntry("content-type", "application/cloudevents+json")
        .doesNotContainKey("ce-id");
    assertThat(structured.text()).contains("\"id\":\"evt_2\"", "\"data\":" + BODY);
    CloudEvent event = read(structured);
    assertThat(event.getId()).isEqualTo("evt_2");
    assertThat(event.getSource()).hasToString("/webhooks/groq");
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    verify(structured);
  }

  /** As the library of CloudEvents does. */
  private static CloudEvent read(TargetServer.Request request) {
    return HttpMessageFactory.createReader(
            request.headers(), request.text().getBytes(StandardCharsets.UTF_8))
        .toEvent();
  }

  @Test
  void idThatNoHeaderCanCarryIsItsDigest() throws Exception {
    start().send("direct:events", "evt_\u00fc\r\nX-Injected: 1");

    assertThat(server.requests().get(0).headers().get("webhook-id")).matches("sha256-[0-9a-f]{64}");
    assertThat(server.requests().get(0).headers()).doesNotContainKey("X-Injected");
  }

  @Test
  void messageThatIsNoEventHasTheIdOfItsExchange() throws Exception {
    server.then(TargetServer.status(500));
    start();
    main.getCamelContext().createProducerTemplate().requestBody("direct:events", "[1]");

    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().get(0).headers().get("webhook-id"))
        .isNotBlank()
        .isEqualTo(server.requests().get(1).headers().get("webhook-id"));
  }

  @Test
  void stepToATargetThatIsNotThereStopsTheStart() throws Exception {
    settings.remove("webhooks.targets.billing.url");
    settings.remove("webhooks.targets.billing.secrets");
    settings.put("webhooks.targets.bilinng.url", server.url());
    settings.put("webhooks.targets.bilinng.secrets", SECRET);

    assertThatThrownBy(this::start)
        .rootCause()
        .hasMessageContaining("There is no webhook target 'billing'")
        .hasMessageContaining("Did you mean 'bilinng'?");
  }
}
