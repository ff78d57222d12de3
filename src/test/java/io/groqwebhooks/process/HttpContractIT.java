package io.groqwebhooks.process;

import static io.groqwebhooks.process.SignedSender.event;
import static io.groqwebhooks.process.SignedSender.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.process.SignedSender.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpContractIT {

  private static final String RECEIVED = "{\"received\":true}";
  private static final String DUPLICATE = "{\"received\":true,\"duplicate\":true}";
  private static final String INVALID_SIGNATURE = "{\"error\":\"Invalid signature\"}";
  private static final String UNSUPPORTED = "{\"error\":\"Unsupported media type\"}";
  private static final String TOO_LARGE = "{\"error\":\"Payload too large\"}";
  private static final String HANDLER_FAILED = "{\"error\":\"Handler failed\"}";
  private static final String POST = "POST /webhooks/groq HTTP/1.1";
  private static final int LIMIT = 1 << 20;

  private static final AtomicInteger IDS = new AtomicInteger();

  @TempDir static Path folder;
  private static DownstreamServer downstream;
  private static ReceiverProcess receiver;
  private static SignedSender sender;

  @BeforeAll
  static void start() throws IOException {
    downstream = new DownstreamServer();
    receiver =
        ReceiverProcess.in(folder)
            .testHandlers()
            .arguments(
                "--webhooks.retry.delay=10ms",
                "--webhooks.receive-timeout=1s",
                "--test.delay=700",
                "--test.downstream=" + downstream.port())
            .start();
    sender = receiver.sender();
  }

  @AfterAll
  static void stop() {
    receiver.close();
    downstream.close();
  }

  private static String newId() {
    return "evt-" + IDS.incrementAndGet();
  }

  private static void assertAnswer(Answer answer, int status, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.status()).isEqualTo(status);
    assertJson(answer);
  }

  private static void assertJson(Answer answer) {
    assertThat(answer.body()).startsWith("{\"").endsWith("}");
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("content-length")).isEqualTo("" + utf8(answer.body()).length);
    assertThat(answer.headers().keySet())
        .allMatch(
            name ->
                Set.of(
                        "content-type",
                        "content-length",
                        "date",
                        "connection",
                        "keep-alive",
                        "retry-after",
                        "allow")
                    .contains(name.toLowerCase(java.util.Locale.ROOT)));
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(headers);
    changed.put(name, value);
    return changed;
  }

  private static Map<String, String> without(Map<String, String> headers, String name) {
    Map<String, String> changed = new LinkedHashMap<>(headers);
    changed.remove(name);
    return changed;
  }

  /** Headers for a connection of the test's own. */
  private static Map<String, String> raw(byte[] body) {
    Map<String, String> headers = sender.headers(body);
    headers.put("Host", "localhost");
    headers.put("Content-Length", "" + body.length);
    return headers;
  }

  // What was received

  @Test
  void newEventIsHandledAndReceived() {
    String id = newId();

    assertAnswer(sender.deliver(id, "resource.created"), 200, RECEIVED);

    assertThat(receiver.timesHandled(id)).isEqualTo(1);
  }

  @Test
  void eventHandledBeforeIsADuplicate() {
    String id = newId();
    sender.deliver(id, "resource.updated");

    assertAnswer(sender.deliver(id, "resource.updated"), 200, DUPLICATE);

    assertThat(receiver.timesHandled(id)).isEqualTo(1);
  }

  @Test
  void eventOfATypeThatNobodyHandlesIsReceivedAndLogged() {
    String id = newId();

    assertAnswer(sender.deliver(id, "resource.archived"), 200, RECEIVED);

    assertThat(receiver.log()).contains("No handler for resource.archived: " + id);
  }

  // Signatures

  @ParameterizedTest
  @CsvSource({
    "x-groq-signature,", // missing
    "x-groq-timestamp,",
    "x-groq-signature,''",
    "x-groq-timestamp,''",
    "x-groq-signature,abc",
    "x-groq-signature,zz",
    "x-groq-signature,0000000000000000000000000000000000000000000000000000000000000000",
    "x-groq-signature,sha256=0000000000000000000000000000000000000000000000000000000000000000",
    "x-groq-timestamp,now",
    "x-groq-timestamp,NaN",
    "x-groq-timestamp,-1",
    "x-groq-timestamp,+1700000000",
    "x-groq-timestamp,1e9",
    "x-groq-timestamp,0x10",
    "x-groq-timestamp,1700000000",
    "x-groq-timestamp,4700000000",
    "x-groq-timestamp,99999999999999999999999999",
    "x-groq-timestamp,9223372036854775808"
  })
  void deliveryWithABadSignatureOrTimestampIsRefused(String header, String value) {
    byte[] body = event(newId(), "resource.created");
    Map<String, String> headers = without(sender.headers(body), header);

    Answer answer = sender.post(value == null ? headers : with(headers, header, value), body);

    assertAnswer(answer, 401, INVALID_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(longs = {-330, 330})
  void signatureOfAnotherTimeIsRefused(long seconds) throws Exception {
    byte[] body = event(newId(), "resource.created");
    Map<String, String> headers =
        new io.groqwebhooks.signature.SignatureSigner(
                io.groqwebhooks.signature.SignatureScheme.GROQ,
                io.groqwebhooks.signature.Secret.of(ReceiverProcess.SECRET))
            .sign("", body, Instant.now().plusSeconds(seconds));

    Answer answer = sender.post(with(headers, "content-type", "application/json"), body);

    assertAnswer(answer, 401, INVALID_SIGNATURE);
  }

  @Test
  void signatureOfAnotherBodyIsRefused() {
    Map<String, String> headers = sender.headers(event(newId(), "resource.created"));

    Answer answer = sender.post(headers, event(newId(), "resource.created"));

    assertAnswer(answer, 401, INVALID_SIGNATURE);
  }

  @Test
  void twoSignaturesAreRefusedThoughOneIsRight() throws IOException {
    byte[] body = event(newId(), "resource.created");
    String head =
        RawConnection.head(POST, raw(body)).replace("\r\n\r\n", "\r\nx-groq-signature: 00\r\n\r\n");

    try (RawConnection connection = new RawConnection(receiver.address())) {
      assertAnswer(connection.send(head).send(body).receive(), 401, INVALID_SIGNATURE);
    }
  }

  // Events

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x | The body is not valid JSON",
        "[] | The body is not a JSON object",
        "{} | Field 'id' is missing",
        "{\"id\":\"\",\"type\":\"t\"} | Field 'id' must have 1 to 256 characters",
        "{\"id\":7,\"type\":\"t\"} | Field 'id' is not a string",
        "{\"id\":\"a\\u0000b\",\"type\":\"t\"} | Field 'id' holds a control character",
        "{\"id\":\"a\"} | Field 'type' is missing",
        "{\"id\":\"a\",\"id\":\"b\",\"type\":\"t\"} | Field 'id' stands twice",
        "{\"id\":\"a\",\"type\":\"t\"}{} | The body holds more than one JSON value",
        "{\"id\":\"a\",\"type\":\"t\",\"data\":tru} | The body is not valid JSON",
        "{\"id\":\"a\",\"type\":\"t\" | The body is not valid JSON"
      })
  void verifiedBodyThatIsNoEventIsInvalid(String body, String detail) {
    assertAnswer(
        sender.deliver(utf8(body)),
        400,
        "{\"error\":\"Invalid event\",\"detail\":\"" + detail + "\"}");
  }

  @Test
  void verifiedEmptyBodyIsInvalid() {
    Answer answer = sender.deliver(new byte[0]);

    assertThat(answer.status()).isEqualTo(400);
    assertJson(answer);
  }

  @Test
  void verifiedBodyThatIsNotUtf8IsInvalid() {
    byte[] body = event("id", "t\u00e9").clone();
    byte[] latin1 = new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.ISO_8859_1);

    Answer answer = sender.deliver(latin1);

    assertThat(answer.status()).isEqualTo(400);
    assertJson(answer);
  }

  // Size, type and method

  private static byte[] eventOfSize(String id, int size) {
    byte[] event = event(id, "resource.created");
    byte[] padded = Arrays.copyOf(event, size);
    Arrays.fill(padded, event.length, size, (byte) ' ');
    return padded;
  }

  @Test
  void bodyOfExactlyTheLimitIsReceived() {
    assertAnswer(sender.deliver(eventOfSize(newId(), LIMIT)), 200, RECEIVED);
  }

  @Test
  void bodyOverTheLimitIsTooLarge() {
    assertAnswer(sender.deliver(eventOfSize(newId(), LIMIT + 1)), 413, TOO_LARGE);
  }

  @Test
  void chunkedBodyOverTheLimitIsTooLarge() {
    byte[] body = eventOfSize(newId(), LIMIT + 1);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(receiver.url())
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(body)));
    sender.headers(body).forEach(request::header);

    assertAnswer(sender.send(request.build()), 413, TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-www-form-urlencoded", "text/json", "json", "*/*"})
  void bodyThatIsNotCalledJsonIsUnsupported(String contentType) {
    byte[] body = event(newId(), "resource.created");

    Answer answer = sender.post(with(sender.headers(body), "content-type", contentType), body);

    assertAnswer(answer, 415, UNSUPPORTED);
  }

  @Test
  void bodyWithoutContentTypeIsUnsupported() {
    byte[] body = event(newId(), "resource.created");

    assertAnswer(
        sender.post(without(sender.headers(body), "content-type"), body), 415, UNSUPPORTED);
  }

  @Test
  void packedBodyIsUnsupported() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(event(newId(), "resource.created"));
    }
    byte[] body = packed.toByteArray();

    Answer answer = sender.post(with(sender.headers(body), "content-encoding", "gzip"), body);

    assertAnswer(answer, 415, UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"})
  void onlyPostIsAllowed(String method) throws IOException {
    try (RawConnection connection = new RawConnection(receiver.address())) {
      Answer answer =
          connection
              .send(method + " /webhooks/groq HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n")
              .receive();

      assertAnswer(answer, 405, "{\"error\":\"Method not allowed\"}");
      assertThat(answer.header("allow")).isEqualTo("POST");
    }
  }

  @Test
  void traceIsRefusedInJson() throws IOException {
    try (RawConnection connection = new RawConnection(receiver.address())) {
      assertAnswer(
          connection.send("TRACE /webhooks/groq HTTP/1.1\r\nHost: x\r\n\r\n").receive(),
          405,
          "{\"error\":\"Method Not Allowed\"}");
    }
  }

  @Test
  void bodyThatDoesNotArriveIsTimedOut() throws IOException {
    byte[] body = event(newId(), "resource.created");

    try (RawConnection connection = new RawConnection(receiver.address())) {
      connection.send(RawConnection.head(POST, raw(body))).send(Arrays.copyOf(body, 10));

      assertAnswer(connection.receive(), 408, "{\"error\":\"Request timeout\"}");
      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  // Handlers

  @Test
  void eventBeingHandledIsInProgress() {
    String id = newId();
    CompletableFuture<Answer> first = sender.begin(id, "test.slow");
    await().until(() -> receiver.timesBegun(id) == 1);

    Answer second = sender.deliver(id, "test.slow");

    assertAnswer(second, 409, "{\"error\":\"Event in progress\"}");
    assertThat(second.header("retry-after")).matches("[1-9][0-9]*");
    assertAnswer(first.join(), 200, RECEIVED);
    assertAnswer(sender.deliver(id, "test.slow"), 200, DUPLICATE);
    assertThat(receiver.timesBegun(id)).isEqualTo(1);
  }

  @Test
  void failureOfAHandlerIsToldWithoutItsText() {
    assertAnswer(sender.deliver(newId(), "test.fail"), 500, HANDLER_FAILED);
  }

  @Test
  void rolledBackEventHasFailed() {
    assertAnswer(sender.deliver(newId(), "test.rollback"), 500, HANDLER_FAILED);
  }

  @Test
  void handlerThatStopsHasHandledTheEvent() {
    String id = newId();

    assertAnswer(sender.deliver(id, "test.stop"), 200, RECEIVED);
    assertAnswer(sender.deliver(id, "test.stop"), 200, DUPLICATE);
  }

  @Test
  void nothingThatAHandlerLeavesReachesTheSender() {
    assertAnswer(sender.deliver(newId(), "test.reply"), 200, RECEIVED);
  }

  @Test
  void failureThatAHandlerDealsWithIsNone() {
    String id = newId();

    assertAnswer(sender.deliver(id, "test.caught"), 200, RECEIVED);
    assertThat(receiver.timesHandled(id)).isEqualTo(1);
  }

  @Test
  void eventThatAHandlerFindsInvalidIsNotTriedAgain() {
    String id = newId();

    assertAnswer(sender.deliver(id, "test.invalid"), 500, HANDLER_FAILED);
    assertThat(receiver.timesBegun(id)).isEqualTo(1);
  }

  @Test
  void stepThatSucceedsWhenRetriedHasSucceeded() {
    String id = newId();
    downstream.answer(id, 500, 503, 200);

    assertAnswer(sender.deliver(id, "test.forward"), 200, RECEIVED);

    assertThat(downstream.calls(id)).isEqualTo(3);
    assertThat(receiver.timesHandled(id)).isEqualTo(1);
  }

  @Test
  void retriesWaitAsLongAsConfigured() {
    long begun = System.nanoTime();

    sender.deliver(newId(), "test.fail");

    // 10, 20 and 40 ms, give or take a fifth.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(2500));
  }

  @Test
  void redeliveryAfterExhaustedRetriesIsHandled() {
    String id = newId();
    downstream.answer(id, 500);
    assertAnswer(sender.deliver(id, "test.forward"), 500, HANDLER_FAILED);
    assertThat(downstream.calls(id)).isEqualTo(4);

    downstream.answer(id, 200);

    assertAnswer(sender.deliver(id, "test.forward"), 200, RECEIVED);
    assertThat(receiver.timesHandled(id)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"400,1", "401,1", "404,1", "409,1", "422,1", "408,4", "425,4", "429,4", "502,4"})
  void onlyWhatMaySucceedIsRetried(int status, int calls) {
    String id = newId();
    downstream.answer(id, status);

    assertAnswer(sender.deliver(id, "test.forward"), 500, HANDLER_FAILED);

    assertThat(downstream.calls(id)).isEqualTo(calls);
  }

  // What reaches a handler

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=ISO-8859-1",
        "application/json; charset=UTF-16",
        "application/json; charset=bogus",
        "application/json;charset=\"",
        "Application/JSON",
        "application/cloudevents+json"
      })
  void handlerGetsTheSendersBytes(String contentType) throws IOException {
    String id = newId();
    byte[] body =
        utf8(
            " {\"type\": \"test.keep\", \"id\": \""
                + id
                + "\",\r\n \"data\": \"\u00e4\u6f22\ud83d\ude00\\u00e9\"}\n\n");

    Answer answer = sender.post(with(sender.headers(body), "content-type", contentType), body);

    assertAnswer(answer, 200, RECEIVED);
    assertThat(receiver.bytes("bodies/" + id)).isEqualTo(body);
  }

  @Test
  void handlerGetsTheSendersBytesOfAChunkedBody() throws IOException {
    String id = newId();
    byte[] body = event(id, "test.keep");
    Map<String, String> headers = without(raw(body), "Content-Length");
    headers.put("Transfer-Encoding", "chunked");

    try (RawConnection connection = new RawConnection(receiver.address())) {
      connection.send(RawConnection.head(POST, headers));
      for (byte b : body) {
        connection.send("1;x=y\r\n" + (char) b + "\r\n");
      }
      connection.send("0\r\nWebhookEventType: trailer\r\n\r\n");

      assertAnswer(connection.receive(), 200, RECEIVED);
    }
    assertThat(receiver.bytes("bodies/" + id)).isEqualTo(body);
    assertThat(receiver.file("headers/" + id)).doesNotContain("trailer");
  }

  @Test
  void handlerGetsNothingOfTheRequestButItsBody() {
    String id = newId();
    byte[] body = event(id, "test.keep");
    String smuggled = "smuggled-canary";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    receiver.url()
                        + "?WebhookEventType=smuggled-canary&CamelFileName=smuggled-canary"
                        + "&webhookeventid=smuggled-canary&x=smuggled-canary"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    sender.headers(body).forEach(request::header);
    for (String name :
        Set.of(
            "WebhookEventType",
            "webhookeventid",
            "WebhookSource",
            "WebhookX",
            "CamelHttpUri",
            "CamelHttpResponseCode",
            "CamelFileName",
            "CamelHttpMethod",
            "Authorization",
            "Cookie",
            "X-Forwarded-For",
            "breadcrumbId",
            "traceparent")) {
      request.header(name, smuggled);
    }

    Answer answer = sender.send(request.build());

    assertAnswer(answer, 200, RECEIVED);
    assertThat(answer.headers().toString()).doesNotContain(smuggled);
    assertThat(receiver.file("bodies/" + id)).isEqualTo(new String(body, StandardCharsets.UTF_8));
    String headers = receiver.file("headers/" + id);
    assertThat(headers)
        .contains("WebhookSource=groq", "WebhookEventId=" + id, "WebhookEventType=test.keep")
        .contains("WebhookEventCreated=2023-11-14T22:13:20Z", "WebhookReceivedAt=20")
        .doesNotContainIgnoringCase(smuggled)
        .doesNotContainIgnoringCase("x-groq")
        .doesNotContain("CamelHttp");
  }

  // Connections

  @Test
  void severalDeliveriesOnOneConnectionAreAllAnswered() throws IOException {
    try (RawConnection connection = new RawConnection(receiver.address())) {
      for (int i = 0; i < 5; i++) {
        byte[] body = event(newId(), "resource.created");
        assertAnswer(
            connection.send(RawConnection.head(POST, raw(body))).send(body).receive(),
            200,
            RECEIVED);
        // A refusal in between costs nothing.
        Map<String, String> tampered = with(raw(body), "x-groq-signature", "00");
        assertAnswer(
            connection.send(RawConnection.head(POST, tampered)).send(body).receive(),
            401,
            INVALID_SIGNATURE);
      }
    }
  }

  @Test
  void pipelinedDeliveriesAreAnsweredInOrder() throws IOException {
    ByteArrayOutputStream requests = new ByteArrayOutputStream();
    String id = newId();
    for (String each : new String[] {id, id, newId()}) {
      byte[] body = event(each, "resource.created");
      requests.writeBytes(utf8(RawConnection.head(POST, raw(body))));
      requests.writeBytes(body);
    }

    try (RawConnection connection = new RawConnection(receiver.address())) {
      connection.send(requests.toByteArray());

      assertAnswer(connection.receive(), 200, RECEIVED);
      assertAnswer(connection.receive(), 200, DUPLICATE);
      assertAnswer(connection.receive(), 200, RECEIVED);
    }
  }

  @Test
  void bodyIsAskedForWhenTheSenderWaits() throws IOException {
    byte[] body = event(newId(), "resource.created");

    try (RawConnection connection = new RawConnection(receiver.address())) {
      connection.send(RawConnection.head(POST, with(raw(body), "Expect", "100-continue")));
      assertThat(connection.receive().status()).isEqualTo(100);

      assertAnswer(connection.send(body).receive(), 200, RECEIVED);
    }
  }

  @Test
  void http10IsAnswered() throws IOException {
    byte[] body = event(newId(), "resource.created");

    try (RawConnection connection = new RawConnection(receiver.address())) {
      connection.send(RawConnection.head("POST /webhooks/groq HTTP/1.0", raw(body))).send(body);

      assertAnswer(connection.receive(), 200, RECEIVED);
      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  // Elsewhere

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/index.html",
        "/favicon.ico",
        "/error",
        "/actuator",
        "/actuator/env",
        "/webhooks",
        "/webhooks/groq/",
        "/webhooks/groq/more",
        "/webhooks/stripe",
        "/WEBHOOKS/GROQ",
        "/webhooks/groq.json"
      })
  void anotherPathIsNotFoundInJson(String path) {
    for (String method : new String[] {"GET", "POST"}) {
      byte[] body = event(newId(), "resource.created");
      HttpRequest.Builder request =
          HttpRequest.newBuilder(receiver.url(path))
              .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
              .header("accept", "text/html");
      sender.headers(body).forEach(request::header);

      assertAnswer(sender.send(request.build()), 404, "{\"error\":\"Not Found\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/webhooks/groq;a=b", "/webhooks/./groq", "//webhooks/groq", "/webhooks/%67roq"})
  void otherSpellingsOfThePathHaveTheSameLimit(String path) throws IOException {
    Map<String, String> headers = with(raw(new byte[0]), "Content-Length", "" + (LIMIT + 1));

    try (RawConnection connection = new RawConnection(receiver.address())) {
      Answer answer =
          connection.send(RawConnection.head("POST " + path + " HTTP/1.1", headers)).receive();

      assertThat(answer.status()).isIn(400, 404, 413);
      assertJson(answer);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n", // no host
        "GET /<> HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /../.. HTTP/1.1\r\nHost: x\r\n\r\n",
        "NONSENSE\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        "POST /webhooks/groq HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n",
        "POST /webhooks/groq HTTP/1.1\r\nHost: x\r\nBad(Name): x\r\n\r\n",
        "POST /webhooks/groq HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /webhooks/groq HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        "POST /webhooks/groq HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /webhooks/groq HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zip\r\n\r\n",
        "POST /webhooks/groq HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "POST /webhooks/groq HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n",
      })
  void whatIsNoHttpIsRefusedInJson(String request) throws IOException {
    try (RawConnection connection = new RawConnection(receiver.address())) {
      Answer answer = connection.send(request).receive();

      assertThat(answer.status()).isIn(400, 501, 505);
      assertJson(answer);
    }
  }

  @Test
  void tooManyHeadersAreRefusedInJson() throws IOException {
    try (RawConnection connection = new RawConnection(receiver.address())) {
      connection.send("POST /webhooks/groq HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000));

      Answer answer = connection.receive();

      assertThat(answer.status()).isEqualTo(400);
      assertJson(answer);
    }
  }

  @Test
  void nothingOfARefusedRequestIsLogged() {
    byte[] body = utf8("{\"id\":\"canary-in-body\",\"type\":\"t\"}");
    Map<String, String> headers =
        with(sender.headers(body), "x-groq-signature", "canary-in-header");

    sender.post(headers, body);
    sender.deliver(utf8("{\"id\":7,\"canary\":\"canary-in-body\"}"));

    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> receiver.log().contains("signature malformed"));
    assertThat(receiver.log()).doesNotContain("canary-in");
  }
}
