package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.process.SignedSender.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deliveries that are not one event as JSON: forms, several events, and handshakes. */
class DeliveriesIT {

  private static final String SECRET = "it's a secret";
  private static final String ACCEPTED = "200 {\"received\":true}";
  private static final List<String> SOURCES =
      List.of(
          "github",
          "slack",
          "sendgrid",
          "line",
          "whatsapp",
          "trello",
          "okta",
          "cloudevents",
          "twitter",
          "zoom",
          "quickbooks");

  @TempDir private static Path folder;
  private static KeyPair sendgrid;
  private static DownstreamServer downstream;
  private static ReceiverProcess.Setup setup;
  private static ReceiverProcess receiver;

  private final HttpClient client = HttpClient.newHttpClient();
  private final String id = UUID.randomUUID().toString();

  @BeforeAll
  static void start() throws Exception {
    downstream = new DownstreamServer();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    sendgrid = generator.generateKeyPair();
    setup =
        ReceiverProcess.in(folder)
            .without("GROQ_WEBHOOK_SECRET")
            .file("application.properties", settings())
            .file(
                "routes/error-handling.camel.yaml",
                Files.readString(Path.of("routes/error-handling.camel.yaml")))
            .file(
                "routes/deliveries.camel.yaml",
                SOURCES.stream().map(DeliveriesIT::route).collect(Collectors.joining()));
    receiver = setup.start();
  }

  private static String settings() {
    StringBuilder settings = new StringBuilder("webhooks.retry.max-redeliveries=0\n");
    for (String source : SOURCES) {
      String prefix = "webhooks.sources." + source + ".";
      String key = Base64.getEncoder().encodeToString(sendgrid.getPublic().getEncoded());
      settings
          .append(prefix)
          .append("secrets=")
          .append(source.equals("sendgrid") ? key : SECRET)
          .append('\n');
    }
    return settings
        + """
        webhooks.sources.cloudevents.scheme=cloudevents-http
        webhooks.sources.twitter.scheme=twitter-x
        webhooks.sources.whatsapp.verify-token=our own
        webhooks.sources.trello.public-url=https://hooks.example.com/trello
        """;
  }

  private static String route(String source) {
    return """
        - route:
            id: %1$s
            from:
              uri: "kamelet:verified-webhook-source?source=%1$s"
              steps:
                - idempotentConsumer:
                    idempotentRepository: webhookClaims
                    completionEager: true
                    header: WebhookEventId
                    steps:
                      - filter:
                          simple: "${header.WebhookEventType} == 'stopped'"
                          steps:
                            - stop: {}
                      - toD:
                          uri: "http://localhost:%2$d/${header.WebhookEventId}"
                          variableReceive: reply
                      - setBody:
                          simple: "${header.WebhookEventType}|${header.WebhookEventId}|${body}"
                      - to: "file:handled?fileName=%1$s&fileExist=Append&appendChars=\\\\n"
                      - setBody:
                          simple: "${header.WebhookSource} ${header.WebhookEventSubject}"
                      - to: "file:handled?fileName=subjects&fileExist=Append&appendChars=\\\\n"
        """
        .formatted(source, downstream.port());
  }

  @AfterAll
  static void stop() {
    receiver.close();
    downstream.close();
  }

  private static byte[] hmac(String algorithm, String content) throws GeneralSecurityException {
    return SignedSender.hmac(algorithm, SECRET, SignedSender.utf8(content));
  }

  private static String hex(String content) throws GeneralSecurityException {
    return HexFormat.of().formatHex(hmac("HmacSHA256", content));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String post(String source, String contentType, String body, String... headers) {
    Map<String, String> all = new HashMap<>();
    all.put("content-type", contentType);
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    Answer answer =
        new SignedSender(receiver.url("/webhooks/" + source), SECRET)
            .post(all, SignedSender.utf8(body));
    return answer.status() + " " + answer.body();
  }

  private HttpResponse<String> ask(String method, String source, String query, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(receiver.url("/webhooks/" + source) + query))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private static List<String> handled(String source) {
    return receiver.file("handled/" + source).lines().toList();
  }

  // Forms

  private String github(String body, String signed) throws GeneralSecurityException {
    return post(
        "github",
        "application/x-www-form-urlencoded",
        body,
        "x-github-delivery",
        id,
        "x-github-event",
        "push",
        "x-hub-signature-256",
        "sha256=" + hex(signed));
  }

  @Test
  void theJsonInAFormIsTheEventAndTheFormIsWhatIsSigned() throws Exception {
    String form = "payload=%7B%22ref%22%3A%22main+%C3%A9%22%7D";

    assertThat(github(form, "{\"ref\":\"main é\"}")).startsWith("401 ");
    assertThat(github(form, form)).isEqualTo(ACCEPTED);
    assertThat(handled("github")).contains("push|" + id + "|{\"ref\":\"main é\"}");
    assertThat(github("other=1", "other=1"))
        .isEqualTo(
            "400 {\"error\":\"Invalid event\",\"detail\":\"The form has no field 'payload'\"}");
    assertThat(post("line", "application/x-www-form-urlencoded", form, "x-line-signature", "x"))
        .startsWith("415 ");
  }

  private static String slack(String contentType, String body) throws GeneralSecurityException {
    String now = Long.toString(Instant.now().getEpochSecond());
    return post(
        "slack",
        contentType,
        body,
        "x-slack-request-timestamp",
        now,
        "x-slack-signature",
        "v0=" + hex("v0:" + now + ":" + body));
  }

  @Test
  void slashCommandsAndInteractionsAndTheChallengeAreSlacks() throws Exception {
    String form = "application/x-www-form-urlencoded";

    assertThat(slack(form, "command=%2Fdeploy&text=now&trigger_id=c" + id)).isEqualTo(ACCEPTED);
    assertThat(
            slack(
                form,
                "payload=%7B%22type%22%3A%22block_actions%22%2C%22trigger_id%22%3A%22i"
                    + id
                    + "%22%7D"))
        .isEqualTo(ACCEPTED);
    assertThat(handled("slack"))
        .contains(
            "/deploy|c"
                + id
                + "|{\"command\":\"/deploy\",\"text\":\"now\",\"trigger_id\":\"c"
                + id
                + "\"}")
        .contains(
            "block_actions|i"
                + id
                + "|{\"type\":\"block_actions\",\"trigger_id\":\"i"
                + id
                + "\"}");
    assertThat(
            slack("application/json", "{\"type\":\"url_verification\",\"challenge\":\"a\\\"b\"}"))
        .isEqualTo("200 {\"challenge\":\"a\\\"b\"}");
  }

  // Several events

  private static String sendgrid(String body) throws GeneralSecurityException {
    String now = Long.toString(Instant.now().getEpochSecond());
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(sendgrid.getPrivate());
    signer.update(SignedSender.utf8(now + body));
    return post(
        "sendgrid",
        "application/json",
        body,
        "x-twilio-email-event-webhook-timestamp",
        now,
        "x-twilio-email-event-webhook-signature",
        base64(signer.sign()));
  }

  @Test
  void eachEventOfADeliveryIsHandledOnceThoughOneOfThemFails() throws Exception {
    String first = "{\"event\":\"delivered\" , \"sg_event_id\":\"1" + id + "\"}";
    String second = "{\"event\":\"open\",\"sg_event_id\":\"2" + id + "\"}";
    String third = "{\"event\":\"click\",\"sg_event_id\":\"3" + id + "\"}";
    String body = "[" + first + ",\r\n" + second + "," + third + "]\r\n";
    downstream.answer("2" + id, 500, 200);

    assertThat(sendgrid(body)).startsWith("500 ");
    assertThat(sendgrid(body)).isEqualTo(ACCEPTED);
    assertThat(sendgrid(body)).isEqualTo("200 {\"received\":true,\"duplicate\":true}");

    assertThat(handled("sendgrid"))
        .filteredOn(line -> line.contains(id))
        .containsExactly(
            "delivered|1" + id + "|" + first,
            "click|3" + id + "|" + third,
            "open|2" + id + "|" + second);
    assertThat(downstream.calls("1" + id)).isEqualTo(1);
    assertThat(downstream.calls("3" + id)).isEqualTo(1);
    Handling.soon().until(() -> !receiver.linesWith("sendgrid: 3 events duplicate in ").isEmpty());
    assertThat(sendgrid("[]")).isEqualTo(ACCEPTED);
    assertThat(sendgrid("[1]")).startsWith("400 ");
    assertThat(sendgrid("[" + "{},".repeat(1000) + "{}]"))
        .isEqualTo(
            "400 {\"error\":\"Invalid event\",\"detail\":\"The body holds more than 1000 events\"}");
  }

  @Test
  void aHandlerThatStopsEndsItsOwnEventAlone() throws Exception {
    String body =
        "[{\"event\":\"stopped\",\"sg_event_id\":\"s%1$s\"},{\"event\":\"open\",\"sg_event_id\":\"o%1$s\"}]"
            .formatted(id);

    assertThat(sendgrid(body)).isEqualTo(ACCEPTED);
    assertThat(downstream.calls("o" + id)).isEqualTo(1);
  }

  @Test
  void aDeadLetterOfOneOfSeveralEventsIsReplayed() throws IOException {
    String event = "{\"type\":\"follow\",\"webhookEventId\":\"" + id + "\"}";
    Path letter = Files.createDirectories(folder.resolve("letters")).resolve(id + ".json");
    Files.writeString(
        letter,
        """
        {"specversion":"1.0","id":"%1$s","source":"/webhooks/line","type":"follow",
         "data_base64":"%2$s"}
        """
            .formatted(id, base64(SignedSender.utf8(event))));

    ReceiverProcess.Ended replayed =
        setup.command(
            "replay", letter.toString(), "--url", receiver.url("/webhooks/line").toString());
    assertThat(replayed.out()).as(replayed.err()).contains("1 accepted, 0 not accepted");
    assertThat(handled("line")).contains("follow|" + id + "|" + event);
  }

  @Test
  void whatIsAroundSeveralEventsTellsWhoseTheyAre() throws Exception {
    String body =
        "{\"eventNotifications\":[{\"realmId\":\"r"
            + id
            + "\",\"dataChangeEvent\":{\"entities\":[{\"name\":\"Invoice\",\"operation\":\"Create\",\"id\":\"1\"}]}}]}";
    String signature = base64(hmac("HmacSHA256", body));

    assertThat(post("quickbooks", "application/json", body, "intuit-signature", signature))
        .isEqualTo(ACCEPTED);
    assertThat(receiver.file("handled/subjects")).contains("quickbooks r" + id + "\n");
  }

  private static String line(String body) throws GeneralSecurityException {
    String signature = base64(hmac("HmacSHA256", body));
    return post("line", "application/json", body, "x-line-signature", signature);
  }

  @Test
  void anEventWithoutIdIsToldFromItsTwin() throws Exception {
    String event = "{\"type\":\"follow\",\"user\":\"" + id + "\"}";
    String body = "{\"destination\":\"U1\",\"events\":[" + event + "," + event + "]}";

    assertThat(line(body)).isEqualTo(ACCEPTED);
    assertThat(line(body)).isEqualTo("200 {\"received\":true,\"duplicate\":true}");
    // The same event in another delivery has happened once more.
    assertThat(line("{\"destination\":\"U2\",\"events\":[" + event + "]}")).isEqualTo(ACCEPTED);
    assertThat(handled("line")).filteredOn(line -> line.contains(id)).hasSize(3);
  }

  // Handshakes

  @Test
  void theChallengeOfMetaIsShownToWhoKnowsTheToken() throws Exception {
    String query = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";

    HttpResponse<String> shown = ask("GET", "whatsapp", query + "our%20own");
    assertThat(shown.statusCode() + " " + shown.body()).isEqualTo("200 1158201444");
    assertThat(shown.headers().firstValue("content-type")).hasValue("text/plain");
    assertThat(shown.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(ask("GET", "whatsapp", query + "another").statusCode()).isEqualTo(401);
    assertThat(ask("GET", "whatsapp", query).statusCode()).isEqualTo(401);
    assertThat(ask("GET", "whatsapp", query + "our%20own&hub.challenge=2").statusCode())
        .isEqualTo(401);
    assertThat(ask("GET", "whatsapp", "").statusCode()).isEqualTo(401);
    assertThat(ask("GET", "line", query + "our%20own").statusCode()).isEqualTo(405);
    HttpResponse<String> put = ask("PUT", "whatsapp", query + "our%20own");
    assertThat(put.statusCode()).isEqualTo(405);
    assertThat(put.headers().firstValue("allow")).hasValue("GET, POST");
    Handling.soon().until(() -> !receiver.linesWith("whatsapp: challenged").isEmpty());
  }

  @Test
  void aHandshakeWithABodyIsRefusedAtOnce() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(receiver.url("/webhooks/okta"))
            .method("GET", HttpRequest.BodyPublishers.ofString("x"))
            .header("X-Okta-Verification-Challenge", "a")
            .build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(405);
  }

  @Test
  void headGetAndOptionsAreAnsweredAsTheirSendersExpect() throws Exception {
    HttpResponse<String> trello = ask("HEAD", "trello", "");
    assertThat(trello.statusCode()).isEqualTo(200);
    assertThat(trello.body()).isEmpty();

    HttpResponse<String> okta = ask("GET", "okta", "", "X-Okta-Verification-Challenge", "a \"b\"");
    assertThat(okta.statusCode() + " " + okta.body())
        .isEqualTo("200 {\"verification\":\"a \\\"b\\\"\"}");

    HttpResponse<String> cloudEvents =
        ask("OPTIONS", "cloudevents", "", "WebHook-Request-Origin", "eventemitter.example.com");
    assertThat(cloudEvents.statusCode()).isEqualTo(200);
    assertThat(cloudEvents.headers().firstValue("webhook-allowed-origin"))
        .hasValue("eventemitter.example.com");
    assertThat(cloudEvents.headers().firstValue("webhook-allowed-rate")).hasValue("*");
  }

  @Test
  void anHmacIsShownOfWhatNoEventIsWrittenIn() throws Exception {
    HttpResponse<String> crc = ask("GET", "twitter", "?crc_token=abc-1");
    assertThat(crc.body())
        .isEqualTo("{\"response_token\":\"sha256=" + base64(hmac("HmacSHA256", "abc-1")) + "\"}");

    // Else this would be the signature of a forged event.
    assertThat(ask("GET", "twitter", "?crc_token=%7B%22a%22:1%7D").statusCode()).isEqualTo(401);
    assertThat(ask("GET", "twitter", "?crc_token=" + "a".repeat(300)).statusCode()).isEqualTo(401);
  }

  private static String zoom(String body, String time, String signature) {
    return post(
        "zoom",
        "application/json",
        body,
        "x-zm-request-timestamp",
        time,
        "x-zm-signature",
        "v0=" + signature);
  }

  @Test
  void aSignedHandshakeIsNoEvent() throws Exception {
    String body =
        "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"qgg8\"},\"event_ts\":1}";
    String now = Long.toString(Instant.now().getEpochSecond());

    assertThat(zoom(body, now, hex("v0:" + now + ":" + body)))
        .isEqualTo("200 {\"plainToken\":\"qgg8\",\"encryptedToken\":\"" + hex("qgg8") + "\"}");
    assertThat(zoom(body, now, "0".repeat(64))).startsWith("401 ");
    assertThat(handled("zoom")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/webhooks/whatsapp/, 401", "/webhooks/whats%61pp, 401"})
  void anotherWayToWriteThePath(String path, int status) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(receiver.url(path)).GET().build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(status);
  }
}
