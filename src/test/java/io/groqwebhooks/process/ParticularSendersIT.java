package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.groqwebhooks.SelfSigned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Senders that sign, compress, or want to be answered, in ways of their own. */
class ParticularSendersIT {

  private static final String SECRET = "a secret of more than thirty-two bytes";
  private static final String ACCEPTED = "{\"received\":true}";
  private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:orders";
  private static final List<String> SOURCES =
      List.of(
          "twilio",
          "mailgun",
          "airtable",
          "discord",
          "woocommerce",
          "monday",
          "sns",
          "livekit",
          "getstream",
          "nylas",
          "linear",
          "notion",
          "asana",
          "azure-event-grid");

  private static final List<String> LEARNING = List.of("notion", "asana");

  @TempDir private static Path folder;
  private static KeyPair discord;
  private static SelfSigned amazon;
  private static HttpServer amazonServer;
  private static final List<String> ASKED_FOR = new CopyOnWriteArrayList<>();
  private static volatile int confirmation = 200;
  private static ReceiverProcess.Setup setup;
  private static ReceiverProcess receiver;

  private final HttpClient client = HttpClient.newHttpClient();
  private final String id = UUID.randomUUID().toString();
  private final String now = Long.toString(Instant.now().getEpochSecond());

  @BeforeAll
  static void start() throws Exception {
    discord = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    amazon = SelfSigned.rsa();
    amazonServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    amazonServer.createContext(
        "/",
        exchange -> {
          ASKED_FOR.add(exchange.getRequestURI().toString());
          boolean key = exchange.getRequestURI().getPath().equals("/cert.pem");
          byte[] page = SignedSender.utf8(key ? pem() : "confirmed");
          exchange.sendResponseHeaders(key ? 200 : confirmation, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    amazonServer.start();
    setup =
        ReceiverProcess.in(folder)
            .without("GROQ_WEBHOOK_SECRET")
            .file("application.properties", settings())
            .file(
                "senders/local-sns.yaml",
                """
                based-on: amazon-sns
                signature:
                  certificate-address: 'http://localhost:[0-9]+/cert\\.pem'
                handshake:
                  confirm-address: 'http://localhost:[0-9]+/confirm\\?.+'
                """)
            .file(
                "routes/particular.camel.yaml",
                SOURCES.stream().map(ParticularSendersIT::route).collect(Collectors.joining()));
    receiver = setup.start();
  }

  private static String pem() throws IOException {
    try {
      return amazon.pem();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static String settings() {
    byte[] key = discord.getPublic().getEncoded();
    String discordKey = HexFormat.of().formatHex(key, key.length - 32, key.length);
    String airtableKey = Base64.getEncoder().encodeToString(SignedSender.utf8(SECRET));
    String settings =
        SOURCES.stream()
            .filter(source -> !LEARNING.contains(source))
            .map(source -> "webhooks.sources." + source + ".secrets=" + SECRET + "\n")
            .collect(Collectors.joining());
    return settings
        + """
        webhooks.sources.discord.secrets=%s
        webhooks.sources.airtable.secrets=%s
        webhooks.sources.sns.scheme=local-sns
        webhooks.sources.sns.secrets=%s
        webhooks.sources.twilio.public-url=https://hooks.example.com/twilio
        webhooks.sources.mailgun.accept-unsigned-body=true
        webhooks.sources.monday.accept-unsigned-body=true
        webhooks.sources.notion.learn-secret=true
        webhooks.sources.asana.learn-secret=true
        """
            .formatted(discordKey, airtableKey, TOPIC);
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
                      - setBody:
                          simple: "${header.WebhookEventType}|${body}"
                      - to: "file:handled?fileName=%1$s&fileExist=Append&appendChars=\\\\n"
        """
        .formatted(source);
  }

  @AfterAll
  static void stop() {
    receiver.close();
    amazonServer.stop(0);
  }

  private static byte[] hmac(String algorithm, byte[] content) throws GeneralSecurityException {
    return SignedSender.hmac(algorithm, SECRET, content);
  }

  private static String hex(byte[] content) throws GeneralSecurityException {
    return HexFormat.of().formatHex(hmac("HmacSHA256", content));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private HttpResponse<String> post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(receiver.url("/webhooks/" + path).toString()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return post(path, SignedSender.utf8(body), headers);
  }

  private static List<String> handled(String source) {
    return receiver.file("handled/" + source).lines().toList();
  }

  // What is signed

  @Test
  void theSortedFieldsOfAFormAreSignedBehindTheAddress() throws Exception {
    String form = "To=%2B1&MessageStatus=delivered&MessageSid=" + id + "&Body=a+b";
    String signed =
        "https://hooks.example.com/twilio?x=1Bodya bMessageSid" + id + "MessageStatusdeliveredTo+1";
    String[] headers = {
      "content-type",
      "application/x-www-form-urlencoded",
      "x-twilio-signature",
      base64(hmac("HmacSHA1", SignedSender.utf8(signed)))
    };

    HttpResponse<String> answer = post("twilio?x=1", form, headers);
    assertThat(answer.statusCode() + " " + answer.body()).isEqualTo("200 <Response/>");
    assertThat(answer.headers().firstValue("content-type")).hasValue("text/xml");
    assertThat(post("twilio?x=2", form, headers).statusCode()).isEqualTo(401);
    assertThat(post("twilio?x=1", form.replace("a+b", "a+c"), headers).statusCode()).isEqualTo(401);
    assertThat(handled("twilio"))
        .contains(
            "delivered|{\"To\":\"+1\",\"MessageStatus\":\"delivered\",\"MessageSid\":\""
                + id
                + "\",\"Body\":\"a b\"}");
  }

  @Test
  void ofJsonItsHashIsSignedInTheAddress() throws Exception {
    String json = "{\"MessageStatus\":\"read\",\"id\":\"" + id + "\"}";
    String hash =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(SignedSender.utf8(json)));
    String url = "https://hooks.example.com/twilio";
    String query = "?bodySHA256=" + hash;
    String signature = base64(hmac("HmacSHA1", SignedSender.utf8(url + query)));
    String bare = base64(hmac("HmacSHA1", SignedSender.utf8(url)));

    assertThat(post("twilio" + query, json, "x-twilio-signature", signature).statusCode())
        .isEqualTo(200);
    assertThat(post("twilio" + query, json + " ", "x-twilio-signature", signature).statusCode())
        .isEqualTo(401);
    // Without the hash the signature proves the address alone.
    assertThat(post("twilio", json, "x-twilio-signature", bare).statusCode()).isEqualTo(401);
  }

  @Test
  void aSignatureInTheBodyIsFoundThere() throws Exception {
    String event =
        "{\"signature\":{\"timestamp\":\"%s\",\"token\":\"%s\",\"signature\":\"%s\"},\"event-data\":{\"event\":\"opened\",\"id\":\"%s\"}}";
    String genuine = event.formatted(now, "t" + id, hex(SignedSender.utf8(now + "t" + id)), id);

    assertThat(post("mailgun", genuine).body()).isEqualTo(ACCEPTED);
    assertThat(handled("mailgun")).contains("opened|" + genuine);
    assertThat(
            post("mailgun", event.formatted(now, "u", hex(SignedSender.utf8(now)), id))
                .statusCode())
        .isEqualTo(401);
    assertThat(post("mailgun", "no JSON").statusCode()).isEqualTo(401);
  }

  @Test
  void aSourceWhoseBodyIsNotProvenDoesNotStartByItself() {
    ReceiverProcess.Ended ended =
        ReceiverProcess.in(folder.resolve("other"))
            .without("GROQ_WEBHOOK_SECRET")
            .file("application.properties", "webhooks.sources.mailgun.secrets=" + SECRET + "\n")
            .startInVain();

    assertThat(ended.out())
        .contains("The signature of the sender 'mailgun' does not prove the body")
        .contains("Set webhooks.sources.mailgun.accept-unsigned-body to true");
  }

  @Test
  void theTimeInTheBodyCounts() throws Exception {
    String event =
        "{\"type\":\"Issue\",\"action\":\"create\",\"id\":\"" + id + "\",\"webhookTimestamp\":%s}";
    String fresh = event.formatted(now + "000");
    String old = event.formatted(Instant.now().minusSeconds(90).toEpochMilli());

    assertThat(linear(fresh)).isEqualTo(200);
    assertThat(linear(old)).isEqualTo(401);
    assertThat(linear("{\"type\":\"Issue\",\"action\":\"create\"}")).isEqualTo(401);
    assertThat(handled("linear")).contains("Issue.create|" + fresh);
  }

  private int linear(String body) throws Exception {
    return post(
            "linear",
            body,
            "linear-signature",
            hex(SignedSender.utf8(body)),
            "linear-delivery",
            UUID.randomUUID().toString())
        .statusCode();
  }

  @Test
  void aTokenIsBoundToTheBodyByItsHash() throws Exception {
    String body = "{\"event\":\"room_started\",\"id\":\"" + id + "\"}";
    String hash = base64(MessageDigest.getInstance("SHA-256").digest(SignedSender.utf8(body)));
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    String content =
        url.encodeToString(SignedSender.utf8("{\"alg\":\"HS256\"}"))
            + "."
            + url.encodeToString(
                SignedSender.utf8(
                    "{\"sha256\":\"" + hash + "\",\"exp\":" + (Long.parseLong(now) + 60) + "}"));
    String token =
        content + "." + url.encodeToString(hmac("HmacSHA256", SignedSender.utf8(content)));
    String type = "application/webhook+json";

    assertThat(post("livekit", body, "authorization", token, "content-type", type).body())
        .isEqualTo(ACCEPTED);
    assertThat(
            post("livekit", body + " ", "authorization", token, "content-type", type).statusCode())
        .isEqualTo(401);
    assertThat(post("livekit", body, "authorization", token + "x").statusCode()).isEqualTo(401);
  }

  // Compression

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(plain);
    }
    return compressed.toByteArray();
  }

  @Test
  void aCompressedBodyIsReadAsFarAsTheLimit() throws Exception {
    byte[] plain = SignedSender.utf8("{\"type\":\"message.new\",\"id\":\"" + id + "\"}");
    byte[] compressed = gzip(plain);
    byte[] bomb = gzip(new byte[20_000_000]);
    String gzip = "content-encoding";

    assertThat(post("getstream", compressed, gzip, "gzip", "x-signature", hex(plain)).body())
        .isEqualTo(ACCEPTED);
    assertThat(
            post("getstream", compressed, gzip, "gzip", "x-signature", hex(compressed))
                .statusCode())
        .isEqualTo(401);
    assertThat(post("nylas", compressed, gzip, "gzip", "x-nylas-signature", hex(compressed)).body())
        .isEqualTo(ACCEPTED);
    assertThat(
            post("nylas", compressed, gzip, "gzip", "x-nylas-signature", hex(plain)).statusCode())
        .isEqualTo(401);
    assertThat(handled("nylas"))
        .contains("message.new|" + new String(plain, StandardCharsets.UTF_8));
    assertThat(post("nylas", bomb, gzip, "gzip", "x-nylas-signature", hex(bomb)).statusCode())
        .isEqualTo(413);
    assertThat(post("getstream", bomb, gzip, "gzip", "x-signature", hex(bomb)).statusCode())
        .isEqualTo(413);
    assertThat(post("getstream", plain, gzip, "gzip", "x-signature", hex(plain)).statusCode())
        .isEqualTo(415);
    assertThat(post("getstream", plain, gzip, "br", "x-signature", hex(plain)).statusCode())
        .isEqualTo(415);
    assertThat(post("linear", compressed, gzip, "gzip").statusCode()).isEqualTo(415);
  }

  // Answers and handshakes

  @Test
  void theAnswerIsTheOneThatTheSenderInsistsOn() throws Exception {
    String ping = "{\"base\":{\"id\":\"" + id + "\"},\"timestamp\":\"2026-03-02T10:15:30.123Z\"}";
    String mac = "hmac-sha256=" + hex(SignedSender.utf8(ping));

    for (int i = 0; i < 2; i++) {
      HttpResponse<String> answer = post("airtable", ping, "x-airtable-content-mac", mac);
      assertThat(answer.statusCode() + answer.body()).isEqualTo("204");
    }
    assertThat(post("airtable", ping + " ", "x-airtable-content-mac", mac).body())
        .isEqualTo("{\"error\":\"Invalid signature\"}");
    assertThat(handled("airtable")).hasSize(1);
  }

  @Test
  void discordsPingIsAnsweredAndAForgedOneRefused() throws Exception {
    assertThat(discord("{\"version\":1,\"type\":0}").statusCode()).isEqualTo(204);
    assertThat(discord("{\"type\":1,\"event\":{\"type\":\"ENTITLEMENT_CREATE\"}}").statusCode())
        .isEqualTo(204);
    assertThat(handled("discord")).hasSize(1).allMatch(line -> line.startsWith("ENTITLEMENT"));
    assertThat(
            post(
                    "discord",
                    "{\"type\":0}",
                    "x-signature-timestamp",
                    now,
                    "x-signature-ed25519",
                    "00".repeat(64))
                .statusCode())
        .isEqualTo(401);
  }

  private HttpResponse<String> discord(String body) throws Exception {
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(discord.getPrivate());
    signer.update(SignedSender.utf8(now + body));
    return post(
        "discord",
        body,
        "x-signature-timestamp",
        now,
        "x-signature-ed25519",
        HexFormat.of().formatHex(signer.sign()));
  }

  @Test
  void whatNobodySignsIsAnsweredOnlyIfItIsAHandshake() throws Exception {
    String form = "application/x-www-form-urlencoded";

    assertThat(post("woocommerce", "webhook_id=7", "content-type", form).statusCode())
        .isEqualTo(200);
    assertThat(post("woocommerce", "id=7", "content-type", form).statusCode()).isEqualTo(401);
    assertThat(post("monday", "{\"challenge\":\"3eZb\"}").body())
        .isEqualTo("{\"challenge\":\"3eZb\"}");
    assertThat(
            post("monday", "{\"challenge\":\"a\",\"x\":\"" + "y".repeat(9000) + "\"}").statusCode())
        .isEqualTo(401);
    assertThat(post("monday", "{\"event\":{\"type\":\"a\"}}").statusCode()).isEqualTo(401);
    String validation = "[{\"id\":\"1\",\"data\":{\"validationCode\":\"512d38b6\"}}]";
    assertThat(
            post("azure-event-grid", validation, "aeg-event-type", "SubscriptionValidation").body())
        .isEqualTo("{\"validationResponse\":\"512d38b6\"}");
    assertThat(post("azure-event-grid", validation, "aeg-event-type", "Notification").statusCode())
        .isEqualTo(401);
    assertThat(handled("woocommerce")).isEmpty();
    Handling.soon().until(() -> !receiver.linesWith("woocommerce: challenged").isEmpty());
  }

  @Test
  void theFirstSecretThatASenderBringsIsKept() throws Exception {
    String body = "{\"id\":\"" + id + "\",\"type\":\"page.created\"}";
    String signature = "sha256=" + hex(SignedSender.utf8(body));

    assertThat(post("notion", body, "x-notion-signature", signature).statusCode()).isEqualTo(401);
    assertThat(post("notion", "{\"verification_token\":\"\"}").statusCode()).isEqualTo(401);
    assertThat(post("notion", "{\"verification_token\":\"" + SECRET + "\"}").statusCode())
        .isEqualTo(200);
    assertThat(receiver.file("data/secrets/notion")).isEqualTo(SECRET);
    assertThat(post("notion", body, "x-notion-signature", signature).body()).isEqualTo(ACCEPTED);
    assertThat(post("notion", "{\"verification_token\":\"another\"}").statusCode()).isEqualTo(401);
    assertThat(post("notion", body, "x-notion-signature", signature).statusCode()).isEqualTo(200);
    assertThat(receiver.linesWith("notion: its sender has brought the secret"))
        .singleElement()
        .asString()
        .doesNotContain(SECRET);

    assertThat(
            setup
                .command(
                    "trigger",
                    "page.moved",
                    "--source",
                    "notion",
                    "--url",
                    receiver.url("/webhooks/notion").toString())
                .out())
        .startsWith("200 ");

    // Its neighbour still waits, and shows what it is brought.
    HttpResponse<String> asana =
        post("asana", "", "x-hook-secret", "b537207f20cbfa02357cf448134da559");
    assertThat(asana.statusCode() + asana.body()).isEqualTo("200");
    assertThat(asana.headers().firstValue("x-hook-secret"))
        .hasValue("b537207f20cbfa02357cf448134da559");
    assertThat(post("asana", "", "x-hook-secret", "another").statusCode()).isEqualTo(401);
  }

  private String sns(String type, String message, String address) throws Exception {
    String time = Instant.now().toString();
    String subscribe = address.isEmpty() ? "" : "SubscribeURL\n" + address + "\n";
    String token = address.isEmpty() ? "" : "Token\n2336\n";
    String content =
        "Message\n%s\nMessageId\n%s\n%sTimestamp\n%s\n%sTopicArn\n%s\nType\n%s\n"
            .formatted(message, id, subscribe, time, token, TOPIC, type);
    Signature signer = Signature.getInstance("SHA1withRSA");
    signer.initSign(amazon.key());
    signer.update(SignedSender.utf8(content));
    return """
        {"Type":"%s","MessageId":"%s","TopicArn":"%s","Message":"%s","Timestamp":"%s",%s
         "SignatureVersion":"1","Signature":"%s","SigningCertURL":"%s"}"""
        .formatted(
            type,
            id,
            TOPIC,
            message,
            time,
            address.isEmpty()
                ? "\"UnsubscribeURL\":\"https://example.com\","
                : "\"Token\":\"2336\",\"SubscribeURL\":\"" + address + "\",",
            base64(signer.sign()),
            amazon("/cert.pem"));
  }

  private static String amazon(String path) {
    return "http://localhost:" + amazonServer.getAddress().getPort() + path;
  }

  private int sns(String message) throws IOException, InterruptedException {
    return post("sns", message, "content-type", "text/plain; charset=UTF-8").statusCode();
  }

  @Test
  void aSubscriptionIsConfirmedOnceItIsProven() throws Exception {
    String confirm = amazon("/confirm?id=" + id);
    String asked = sns("SubscriptionConfirmation", "You have chosen", confirm);

    assertThat(sns(asked.replace("chosen", "choosen"))).isEqualTo(401);
    assertThat(ASKED_FOR).doesNotContain("/confirm?id=" + id);
    confirmation = 500;
    assertThat(sns(asked)).as("not confirmed yet").isEqualTo(503);
    confirmation = 200;
    assertThat(sns(asked)).isEqualTo(200);
    assertThat(ASKED_FOR).contains("/confirm?id=" + id);
    assertThat(sns(sns("SubscriptionConfirmation", "a", "http://127.0.0.1:1/confirm?id=" + id)))
        .as("on another host")
        .isEqualTo(503);
    assertThat(handled("sns")).noneMatch(line -> line.contains("SubscriptionConfirmation"));

    assertThat(sns(sns("Notification", "hello", ""))).isEqualTo(200);
    assertThat(handled("sns"))
        .filteredOn(line -> line.contains(id))
        .singleElement()
        .asString()
        .startsWith("Notification|{\"Message\":\"hello\",\"MessageId\":\"" + id + "\"")
        .doesNotContain("UnsubscribeURL");
  }

  @Test
  void aBodyWithoutContentTypeIsReadForWhatItIs() throws Exception {
    String body = "{\"type\":\"a.b\",\"id\":\"" + id + "\"}";

    // The client sends no content type by itself.
    assertThat(post("nylas", body, "x-nylas-signature", hex(SignedSender.utf8(body))).body())
        .isEqualTo(ACCEPTED);
  }

  // Commands

  private ReceiverProcess.Ended explain(String source, String headers, String body)
      throws IOException {
    Files.writeString(folder.resolve("headers.txt"), headers);
    Files.writeString(folder.resolve("body.txt"), body);
    return setup.command(
        "explain", "--source", source, "--headers", "headers.txt", "--body", "body.txt");
  }

  @Test
  void explainShowsTheEventOfAGenuineDeliveryOrWhyItIsRefused() throws Exception {
    String body = "{\"type\":\"a.b\",\"id\":\"evt_7\",\"time\":1700000000}";
    String signature = "X-Nylas-Signature: " + hex(SignedSender.utf8(body)) + "\n";

    ReceiverProcess.Ended genuine = explain("nylas", signature, body);
    assertThat(genuine.out())
        .contains("genuine", "Event evt_7 of type a.b, created 2023-11-14T22:13:20Z");
    assertThat(genuine.exitCode()).isZero();
    ReceiverProcess.Ended form =
        explain("nylas", signature + "Content-Type: application/x-www-form-urlencoded\n", body);
    assertThat(form.out())
        .contains("refused all the same: its content type is application/x-www-form-urlencoded");
    assertThat(form.exitCode()).isEqualTo(1);
    ReceiverProcess.Ended changed = explain("nylas", signature, body + "\n");
    assertThat(changed.out()).contains("has got white space at its end");
    assertThat(changed.exitCode()).isEqualTo(1);
    String query = "> POST /webhooks/twilio?bodySHA256=00 HTTP/1.1\nX-Twilio-Signature: eA==\n";
    assertThat(explain("twilio", query, "{}").out())
        .contains("A header is missing")
        .doesNotContain(SECRET);
  }

  @Test
  void triggerSignsFormsAndTokens() {
    for (String source : List.of("twilio", "livekit", "linear", "mailgun", "nylas")) {
      ReceiverProcess.Ended sent =
          setup.command(
              "trigger",
              "a.b",
              "--source",
              source,
              "--url",
              receiver.url("/webhooks/" + source).toString());
      assertThat(sent.out()).as(source + sent.err()).startsWith("200 ");
    }
  }
}
