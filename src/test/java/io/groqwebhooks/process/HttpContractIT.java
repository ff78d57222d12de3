package io.groqwebhooks.process;

import static io.groqwebhooks.process.SignedSender.event;
import static io.groqwebhooks.process.SignedSender.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.process.SignedSender.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
  private static final String POST = "POST /webhooks/groq HTTP/1.1";
  private static final String POST_TO_HOST = POST + "\r\nHost: x\r\n";
  private static final Set<String> HEADERS_OF_ANSWERS =
      Set.of(
          "content-type",
          "content-length",
          "date",
          "connection",
          "keep-alive",
          "retry-after",
          "allow");
  private static final int LIMIT = 1 << 20;

  private static final AtomicInteger IDS = new AtomicInteger();

  @TempDir static Path folder;
  private static DownstreamServer downstream;
  private static ReceiverProcess receiver;
  private static SignedSender sender;

  private final String id = newId();
  private final byte[] newEvent = event(id, "resource.created");

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

  // What is sent

  /** Headers that are signed for the body, but for one that has this value, or is left out. */
  private static Map<String, String> headers(byte[] body, String changed, String value) {
    Map<String, String> headers = sender.headers(body);
    headers.remove(changed);
    if (value != null) {
      headers.put(changed, value);
    }
    return headers;
  }

  private static HttpRequest.Builder request(URI url, String method, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).method(method, BodyPublishers.ofByteArray(body));
    sender.headers(body).forEach(request::header);
    return request;
  }

  private static RawConnection connect() throws IOException {
    return new RawConnection(receiver.address());
  }

  /** The head of a request whose headers are signed for the body, but for those given. */
  private static String head(String requestLine, byte[] body, Map<String, String> changed) {
    Map<String, String> headers = sender.headers(body);
    headers.put("Host", "localhost");
    if (!changed.containsKey("Transfer-Encoding")) {
      headers.put("Content-Length", "" + body.length);
    }
    headers.putAll(changed);
    return RawConnection.head(requestLine, headers);
  }

  /** The answer to a request on a connection of its own. */
  private static Answer answerTo(String head, byte... body) throws IOException {
    try (RawConnection connection = connect()) {
      return connection.send(head).send(body).receive();
    }
  }

  // What is answered

  private static void assertAnswer(Answer answer, int status, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertJson(answer, status);
  }

  private static void assertRefused(Answer answer, int status, String error) {
    assertAnswer(answer, status, "{\"error\":\"" + error + "\"}");
  }

  private static void assertJson(Answer answer, Integer... statuses) {
    assertThat(answer.status()).isIn((Object[]) statuses);
    assertThat(answer.body()).startsWith("{\"").endsWith("}");
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("content-length")).isEqualTo("" + utf8(answer.body()).length);
    assertThat(answer.headers().keySet())
        .allMatch(name -> HEADERS_OF_ANSWERS.contains(name.toLowerCase(Locale.ROOT)));
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
    Answer answer = sender.post(headers(newEvent, header, value), newEvent);

    assertRefused(answer, 401, "Invalid signature");
  }

  @ParameterizedTest
  @ValueSource(longs = {-330, 330})
  void signatureOfAnotherTimeIsRefused(long seconds) {
    Instant time = Instant.now().plusSeconds(seconds);

    Answer answer = sender.post(sender.headers(newEvent, time), newEvent);

    assertRefused(answer, 401, "Invalid signature");
  }

  @Test
  void signatureOfAnotherBodyIsRefused() {
    Answer answer = sender.post(sender.headers(newEvent), event(newId(), "resource.created"));

    assertRefused(answer, 401, "Invalid signature");
  }

  @Test
  void twoSignaturesAreRefusedThoughOneIsRight() throws IOException {
    String head =
        head(POST, newEvent, Map.of()).replace("\r\n\r\n", "\r\nx-groq-signature: 00\r\n\r\n");

    assertRefused(answerTo(head, newEvent), 401, "Invalid signature");
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
    assertRefused(sender.deliver(utf8(body)), 400, "Invalid event\",\"detail\":\"" + detail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{\"id\":\"id\",\"type\":\"t\u00e9\",\"created\":1700000000,\"data\":{}}"})
  void verifiedBodyThatIsEmptyOrNotUtf8IsInvalid(String body) {
    assertJson(sender.deliver(body.getBytes(StandardCharsets.ISO_8859_1)), 400);
  }

  // Size, type and method

  private byte[] eventOfSize(int size) {
    byte[] padded = Arrays.copyOf(newEvent, size);
    Arrays.fill(padded, newEvent.length, size, (byte) ' ');
    return padded;
  }

  @Test
  void bodyOfExactlyTheLimitIsReceived() {
    assertAnswer(sender.deliver(eventOfSize(LIMIT)), 200, RECEIVED);
  }

  @Test
  void bodyOverTheLimitIsTooLarge() {
    assertRefused(sender.deliver(eventOfSize(LIMIT + 1)), 413, "Payload too large");
  }

  @Test
  void chunkedBodyOverTheLimitIsTooLarge() {
    byte[] body = eventOfSize(LIMIT + 1);
    HttpRequest.Builder request =
        request(receiver.url(), "POST", body)
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));

    assertRefused(sender.send(request.build()), 413, "Payload too large");
  }

  @Test
  void bodyThatSaysNothingOfItselfIsReadForWhatItIs() {
    Answer answer = sender.post(headers(newEvent, "content-type", null), newEvent);

    assertThat(answer.status() + " " + answer.body()).isEqualTo("200 {\"received\":true}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-www-form-urlencoded", "text/json", "json", "*/*"})
  void bodyThatIsNotCalledJsonIsUnsupported(String contentType) {
    Answer answer = sender.post(headers(newEvent, "content-type", contentType), newEvent);

    assertRefused(answer, 415, "Unsupported media type");
  }

  @Test
  void packedBodyIsUnsupported() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(newEvent);
    }
    byte[] body = packed.toByteArray();

    Answer answer = sender.post(headers(body, "content-encoding", "gzip"), body);

    assertRefused(answer, 415, "Unsupported media type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"})
  void onlyPostIsAllowed(String method) throws IOException {
    Answer answer =
        answerTo(method + " /webhooks/groq HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");

    assertRefused(answer, 405, "Method not allowed");
    assertThat(answer.header("allow")).isEqualTo("POST");
  }

  @Test
  void traceIsRefusedInJson() throws IOException {
    Answer answer = answerTo("TRACE /webhooks/groq HTTP/1.1\r\nHost: x\r\n\r\n");

    assertRefused(answer, 405, "Method Not Allowed");
  }

  @Test
  void bodyThatDoesNotArriveIsTimedOut() throws IOException {
    try (RawConnection connection = connect()) {
      connection.send(head(POST, newEvent, Map.of())).send(Arrays.copyOf(newEvent, 10));

      assertRefused(connection.receive(), 408, "Request timeout");
      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  // Handlers

  @ParameterizedTest
  @ValueSource(strings = {"resource.created", "test.caught"})
  void eventIsReceivedWhenItsHandlerHasCopedWithIt(String type) {
    assertAnswer(sender.deliver(id, type), 200, RECEIVED);

    assertThat(receiver.timesHandled(id)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resource.updated", "test.stop"})
  void eventHandledBeforeIsADuplicate(String type) {
    assertAnswer(sender.deliver(id, type), 200, RECEIVED);

    assertAnswer(sender.deliver(id, type), 200, DUPLICATE);

    assertThat(receiver.timesHandled(id)).isEqualTo(1);
  }

  @Test
  void eventOfATypeThatNobodyHandlesIsReceivedAndLogged() {
    assertAnswer(sender.deliver(id, "resource.archived"), 200, RECEIVED);

    assertThat(receiver.log()).contains("No handler for resource.archived: " + id);
  }

  @Test
  void nothingThatAHandlerLeavesReachesTheSender() {
    assertAnswer(sender.deliver(id, "test.reply"), 200, RECEIVED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"test.fail", "test.rollback"})
  void failureOfAHandlerIsToldWithoutItsText(String type) {
    assertRefused(sender.deliver(id, type), 500, "Handler failed");
  }

  @Test
  void eventThatAHandlerFindsInvalidIsNotTriedAgain() {
    assertRefused(sender.deliver(id, "test.invalid"), 500, "Handler failed");

    assertThat(receiver.timesBegun(id)).isEqualTo(1);
  }

  @Test
  void eventBeingHandledIsInProgress() {
    CompletableFuture<Answer> first = sender.begin(id, "test.slow");
    await().until(() -> receiver.timesBegun(id) == 1);

    Answer second = sender.deliver(id, "test.slow");

    assertRefused(second, 409, "Event in progress");
    assertThat(second.header("retry-after")).matches("[1-9][0-9]*");
    assertAnswer(first.join(), 200, RECEIVED);
    assertAnswer(sender.deliver(id, "test.slow"), 200, DUPLICATE);
    assertThat(receiver.timesBegun(id)).isEqualTo(1);
  }

  @Test
  void stepThatSucceedsWhenRetriedHasSucceeded() {
    downstream.answer(id, 500, 503, 200);

    assertAnswer(sender.deliver(id, "test.forward"), 200, RECEIVED);

    assertThat(downstream.calls(id)).isEqualTo(3);
    assertThat(receiver.timesHandled(id)).isEqualTo(1);
  }

  @Test
  void retriesWaitAsLongAsConfigured() {
    long begun = System.nanoTime();

    sender.deliver(id, "test.fail");

    // 10, 20 and 40 ms, give or take a fifth.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(2500));
  }

  @Test
  void redeliveryAfterExhaustedRetriesIsHandled() {
    downstream.answer(id, 500);
    assertRefused(sender.deliver(id, "test.forward"), 500, "Handler failed");
    assertThat(downstream.calls(id)).isEqualTo(4);

    downstream.answer(id, 200);

    assertAnswer(sender.deliver(id, "test.forward"), 200, RECEIVED);
    assertThat(receiver.timesHandled(id)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"400,1", "401,1", "404,1", "409,1", "422,1", "408,4", "425,4", "429,4", "502,4"})
  void onlyWhatMaySucceedIsRetried(int status, int calls) {
    downstream.answer(id, status);

    assertRefused(sender.deliver(id, "test.forward"), 500, "Handler failed");

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
    byte[] body =
        utf8(
            " {\"type\": \"test.keep\", \"id\": \""
                + id
                + "\",\r\n \"data\": \"\u00e4\u6f22\ud83d\ude00\\u00e9\"}\n\n");

    Answer answer = sender.post(headers(body, "content-type", contentType), body);

    assertAnswer(answer, 200, RECEIVED);
    assertThat(receiver.bytes("bodies/" + id)).isEqualTo(body);
  }

  @Test
  void handlerGetsTheSendersBytesOfAChunkedBody() throws IOException {
    byte[] body = event(id, "test.keep");

    try (RawConnection connection = connect()) {
      connection.send(head(POST, body, Map.of("Transfer-Encoding", "chunked")));
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
    byte[] body = event(id, "test.keep");
    String smuggled = "smuggled-canary";
    String query =
        "?WebhookEventType=smuggled-canary&CamelFileName=smuggled-canary"
            + "&webhookeventid=smuggled-canary&x=smuggled-canary";
    HttpRequest.Builder request = request(URI.create(receiver.url() + query), "POST", body);
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
    assertThat(receiver.file("headers/" + id))
        .contains("WebhookSource=groq", "WebhookEventId=" + id, "WebhookEventType=test.keep")
        .contains("WebhookEventCreated=2023-11-14T22:13:20Z", "WebhookReceivedAt=20")
        .doesNotContainIgnoringCase(smuggled)
        .doesNotContainIgnoringCase("x-groq")
        .doesNotContain("CamelHttp", "kafka");
  }

  // Connections

  @Test
  void severalDeliveriesOnOneConnectionAreAllAnswered() throws IOException {
    try (RawConnection connection = connect()) {
      for (int i = 0; i < 5; i++) {
        byte[] body = event(newId(), "resource.created");
        assertAnswer(
            connection.send(head(POST, body, Map.of())).send(body).receive(), 200, RECEIVED);
        // A refusal in between costs nothing.
        String tampered = head(POST, body, Map.of("x-groq-signature", "00"));
        assertRefused(connection.send(tampered).send(body).receive(), 401, "Invalid signature");
      }
    }
  }

  @Test
  void pipelinedDeliveriesAreAnsweredInOrder() throws IOException {
    ByteArrayOutputStream requests = new ByteArrayOutputStream();
    for (String each : List.of(id, id, newId())) {
      byte[] body = event(each, "resource.created");
      requests.writeBytes(utf8(head(POST, body, Map.of())));
      requests.writeBytes(body);
    }

    try (RawConnection connection = connect()) {
      connection.send(requests.toByteArray());

      assertAnswer(connection.receive(), 200, RECEIVED);
      assertAnswer(connection.receive(), 200, DUPLICATE);
      assertAnswer(connection.receive(), 200, RECEIVED);
    }
  }

  @Test
  void bodyIsAskedForWhenTheSenderWaits() throws IOException {
    try (RawConnection connection = connect()) {
      connection.send(head(POST, newEvent, Map.of("Expect", "100-continue")));
      assertThat(connection.receive().status()).isEqualTo(100);

      assertAnswer(connection.send(newEvent).receive(), 200, RECEIVED);
    }
  }

  @Test
  void http10IsAnswered() throws IOException {
    try (RawConnection connection = connect()) {
      connection.send(head("POST /webhooks/groq HTTP/1.0", newEvent, Map.of())).send(newEvent);

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
        "/webhooks/groq/more",
        "/webhooks/stripe",
        "/WEBHOOKS/GROQ",
        "/webhooks/groq.json"
      })
  void anotherPathIsNotFoundInJson(String path) {
    for (String method : List.of("GET", "POST")) {
      HttpRequest.Builder request =
          request(receiver.url(path), method, newEvent).header("accept", "text/html");

      assertRefused(sender.send(request.build()), 404, "Not Found");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/webhooks/groq/",
        "/webhooks/groq;a=b",
        "/webhooks/./groq",
        "//webhooks/groq",
        "/webhooks/%67roq"
      })
  void otherSpellingsOfThePathHaveTheSameLimit(String path) throws IOException {
    Map<String, String> tooLong = Map.of("Content-Length", "" + (LIMIT + 1));

    Answer answer = answerTo(head("POST " + path + " HTTP/1.1", new byte[0], tooLong));

    assertJson(answer, 400, 404, 413);
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
        POST_TO_HOST + "Bad Header\r\n\r\n",
        POST_TO_HOST + "Bad(Name): x\r\n\r\n",
        POST_TO_HOST + "Content-Length: -1\r\n\r\n",
        POST_TO_HOST + "Content-Length: x\r\n\r\n",
        POST_TO_HOST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        POST_TO_HOST + "Transfer-Encoding: zip\r\n\r\n",
        POST_TO_HOST + "Host: y\r\n\r\n",
        POST_TO_HOST
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
      })
  void whatIsNoHttpIsRefusedInJson(String request) throws IOException {
    assertJson(answerTo(request), 400, 501, 505);
  }

  @Test
  void tooManyHeadersAreRefusedInJson() throws IOException {
    assertJson(answerTo(POST_TO_HOST + "X: " + "x".repeat(20_000)), 400);
  }

  @Test
  void nothingOfARefusedRequestIsLogged() {
    byte[] body = utf8("{\"id\":\"canary-in-body\",\"type\":\"t\"}");

    sender.post(headers(body, "x-groq-signature", "canary-in-header"), body);
    sender.deliver(utf8("{\"id\":7,\"canary\":\"canary-in-body\"}"));

    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> receiver.log().contains("signature malformed"));
    assertThat(receiver.log()).doesNotContain("canary-in");
  }
}
