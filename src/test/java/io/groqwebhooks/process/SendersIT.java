package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.app_backend.SlackSignature;
import com.stripe.net.Webhook;
import io.groqwebhooks.process.SignedSender.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One receiver for many senders, none of which is Groq. */
class SendersIT {

  private static final String ACCEPTED = "{\"received\":true}";
  private static final String DUPLICATE = "{\"received\":true,\"duplicate\":true}";
  private static final String SECRET = "it's a secret";
  private static final String BASE64_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final String SETTINGS =
      """
      server.port=0
      webhooks.sources.openai.scheme=standard-webhooks
      webhooks.sources.openai.secrets=%s
      webhooks.sources.stripe.secrets=%2$s
      webhooks.sources.github.secrets=%2$s
      webhooks.sources.slack.secrets=%2$s
      webhooks.sources.shopify.secrets=%2$s
      webhooks.sources.gitlab.secrets=%2$s
      webhooks.sources.acme.scheme=hmac
      webhooks.sources.acme.secrets=%2$s
      webhooks.sources.acme.path=/in/acme
      webhooks.sources.acme.hmac.header=X-Acme-Signature
      webhooks.sources.acme.hmac.prefix=sha512=
      webhooks.sources.acme.hmac.algorithm=sha512
      webhooks.sources.acme.hmac.encoding=base64
      webhooks.sources.acme.hmac.signed-content=v1:{id}:{timestamp}:{body}
      webhooks.sources.acme.hmac.timestamp-header=X-Acme-Time
      webhooks.sources.acme.hmac.id-header=X-Acme-Id
      webhooks.sources.acme.event.type=/data/kind
      webhooks.sources.bare.scheme=hmac
      webhooks.sources.bare.secrets=%2$s
      webhooks.sources.bare.hmac.header=X-Bare-Signature
      """
          .formatted(BASE64_SECRET, SECRET);

  @TempDir private static Path folder;
  private static ReceiverProcess.Setup setup;
  private static ReceiverProcess receiver;

  @BeforeAll
  static void start() throws Exception {
    setup =
        ReceiverProcess.in(folder)
            .without("GROQ_WEBHOOK_SECRET")
            .without("SERVER_PORT")
            .file("application.properties", SETTINGS)
            .file(
                "routes/senders.camel.yaml",
                Files.readString(Path.of("src/test/resources/process/senders.camel.yaml")))
            .file(
                "routes/error-handling.camel.yaml",
                Files.readString(Path.of("routes/error-handling.camel.yaml")));
    receiver = setup.start();
  }

  @AfterAll
  static void stop() {
    receiver.close();
  }

  private static Answer post(String path, String body, String... headers) {
    Map<String, String> all = new HashMap<>();
    all.put("content-type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return new SignedSender(receiver.url(path), SECRET).post(all, SignedSender.utf8(body));
  }

  private static String hmac(String algorithm, String content) throws Exception {
    return HexFormat.of()
        .formatHex(SignedSender.hmac(algorithm, SECRET, SignedSender.utf8(content)));
  }

  private static void assertAnswer(Answer answer, int status, String body) {
    assertThat(answer.status() + " " + answer.body()).isEqualTo(status + " " + body);
  }

  private static void assertHandledOnce(String source, String line) {
    assertThat(receiver.file("handled/" + source).lines().filter(line::equals))
        .as("%s in%n%s", line, receiver.file("handled/" + source))
        .hasSize(1);
  }

  /** What {@code trigger} sends by the receiver's own settings, is handled. */
  @ParameterizedTest
  @CsvSource({
    "openai, response.completed, /webhooks/openai",
    "stripe, charge.succeeded, /webhooks/stripe",
    "github, push, /webhooks/github",
    "slack, app_mention, /webhooks/slack",
    "shopify, orders/create, /webhooks/shopify",
    "gitlab, Push Hook, /webhooks/gitlab",
    "acme, order.paid, /in/acme",
    "bare, order.paid, /webhooks/bare"
  })
  void triggerSignsForEverySource(String source, String type, String path) {
    String url = receiver.url(path).toString();
    String[] trigger = {"trigger", type, "--source", source, "--url", url, "--id", "from-trigger"};

    assertThat(setup.command(trigger).out()).isEqualTo("200 " + ACCEPTED + "\n");
    assertThat(receiver.file("handled/" + source)).contains(type + "|from-trigger");
    String[] tampered = {"trigger", type, "--source", source, "--url", url, "--tamper"};
    assertThat(setup.command(tampered).out()).startsWith("401 ");
  }

  @Test
  void stripe() throws Exception {
    String body = "{\"id\":\"evt_1Stripe\",\"type\":\"charge.succeeded\",\"created\":1700000000}";
    String signature = Webhook.Signature.generateSignatureHeader(body, SECRET);

    assertAnswer(post("/webhooks/stripe", body, "Stripe-Signature", signature), 200, ACCEPTED);
    assertAnswer(post("/webhooks/stripe", body, "Stripe-Signature", signature), 200, DUPLICATE);
    assertAnswer(
        post("/webhooks/stripe", body + " ", "Stripe-Signature", signature),
        401,
        "{\"error\":\"Invalid signature\"}");
    assertHandledOnce("stripe", "charge.succeeded|evt_1Stripe|2023-11-14T22:13:20Z");
  }

  @Test
  void standardWebhooksAndSvix() throws Exception {
    String body = "{\"type\":\"response.completed\",\"created_at\":1700000000,\"data\":{}}";
    long now = Instant.now().getEpochSecond();
    String signature = new com.standardwebhooks.Webhook(BASE64_SECRET).sign("msg_1", now, body);

    for (String prefix : new String[] {"webhook-", "svix-"}) {
      assertAnswer(
          post(
              "/webhooks/openai",
              body,
              prefix + "id",
              "msg_1",
              prefix + "timestamp",
              Long.toString(now),
              prefix + "signature",
              signature),
          200,
          prefix.equals("svix-") ? DUPLICATE : ACCEPTED);
    }
    assertHandledOnce("openai", "response.completed|msg_1|2023-11-14T22:13:20Z");
  }

  @Test
  void slackAndItsChallenge() {
    String now = Long.toString(Instant.now().getEpochSecond());
    SlackSignature.Generator slack = new SlackSignature.Generator(SECRET);
    String event =
        "{\"type\":\"event_callback\",\"event\":{\"type\":\"app_mention\"},\"event_id\":\"Ev1\",\"event_time\":1700000000}";
    String challenge =
        "{\"token\":\"x\",\"challenge\":\"3eZbrw1a\\\"Bm2\",\"type\":\"url_verification\"}";

    assertAnswer(
        post(
            "/webhooks/slack",
            event,
            "X-Slack-Request-Timestamp",
            now,
            "X-Slack-Signature",
            slack.generate(now, event)),
        200,
        ACCEPTED);
    assertHandledOnce("slack", "app_mention|Ev1|2023-11-14T22:13:20Z");
    assertAnswer(
        post(
            "/webhooks/slack",
            challenge,
            "X-Slack-Request-Timestamp",
            now,
            "X-Slack-Signature",
            slack.generate(now, challenge)),
        200,
        "{\"challenge\":\"3eZbrw1a\\\"Bm2\"}");
    assertAnswer(
        post(
            "/webhooks/slack",
            challenge,
            "X-Slack-Request-Timestamp",
            now,
            "X-Slack-Signature",
            slack.generate(now, event)),
        401,
        "{\"error\":\"Invalid signature\"}");
  }

  @Test
  void github() throws Exception {
    String body = "{\"ref\":\"refs/heads/main\"}";
    String signature = "sha256=" + hmac("HmacSHA256", body);
    String[] headers = {
      "X-Hub-Signature-256", signature, "X-GitHub-Delivery", "72d3162e", "X-GitHub-Event", "push"
    };

    assertAnswer(post("/webhooks/github", body, headers), 200, ACCEPTED);
    assertAnswer(post("/webhooks/github", body, headers), 200, DUPLICATE);
    assertHandledOnce("github", "push|72d3162e|");
    assertAnswer(
        post("/webhooks/github", body, "X-Hub-Signature-256", signature, "X-GitHub-Event", "push"),
        400,
        "{\"error\":\"Invalid event\",\"detail\":\"Header 'X-GitHub-Delivery' is missing\"}");
  }

  /** One action of a merchant may send several topics with the same event id. */
  @Test
  void shopify() throws Exception {
    String body = "{\"id\":820982911946154508}";
    byte[] mac = HexFormat.of().parseHex(hmac("HmacSHA256", body));
    String signature = Base64.getEncoder().encodeToString(mac);

    for (String topic : new String[] {"orders/create", "orders/paid"}) {
      String[] headers = {
        "X-Shopify-Hmac-Sha256",
        signature,
        "X-Shopify-Event-Id",
        "98880550",
        "X-Shopify-Topic",
        topic,
        "X-Shopify-Triggered-At",
        "2023-11-14T22:13:20.000000000Z"
      };
      assertAnswer(post("/webhooks/shopify", body, headers), 200, ACCEPTED);
      assertAnswer(post("/webhooks/shopify", body, headers), 200, DUPLICATE);
      assertHandledOnce("shopify", topic + "|98880550:" + topic + "|2023-11-14T22:13:20Z");
    }
  }

  /** GitLab before 17.4 sends no key; equal events are then one. */
  @Test
  void gitlab() throws Exception {
    String body = "{\"object_kind\":\"push\"}";
    String digest =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
    String[] old = {"X-Gitlab-Token", SECRET, "X-Gitlab-Event", "Push Hook"};
    String[] key = {
      "X-Gitlab-Token", SECRET, "X-Gitlab-Event", "Push Hook", "Idempotency-Key", "key-1"
    };

    assertAnswer(post("/webhooks/gitlab", body, key), 200, ACCEPTED);
    assertAnswer(post("/webhooks/gitlab", body, key), 200, DUPLICATE);
    assertAnswer(post("/webhooks/gitlab", body, old), 200, ACCEPTED);
    assertAnswer(post("/webhooks/gitlab", body, old), 200, DUPLICATE);
    assertHandledOnce("gitlab", "Push Hook|key-1|");
    assertHandledOnce("gitlab", "Push Hook|sha256-" + digest + "|");
    assertAnswer(
        post("/webhooks/gitlab", body, "X-Gitlab-Token", "another"),
        401,
        "{\"error\":\"Invalid signature\"}");
  }

  @Test
  void senderWithoutIds() throws Exception {
    String body = "{\"type\":\"order.paid\",\"n\":1}";
    String[] headers = {"X-Bare-Signature", hmac("HmacSHA256", body)};

    assertAnswer(post("/webhooks/bare", body, headers), 200, ACCEPTED);
    assertAnswer(post("/webhooks/bare", body, headers), 200, DUPLICATE);
    String numbered = "{\"type\":\"order.paid\",\"id\":17}";
    assertAnswer(
        post("/webhooks/bare", numbered, "X-Bare-Signature", hmac("HmacSHA256", numbered)),
        200,
        ACCEPTED);
    assertHandledOnce("bare", "order.paid|17|");
  }
}
