package io.groqwebhooks.senders;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.groqwebhooks.signature.Verification;
import io.groqwebhooks.source.Sender;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** The libraries that senders publish for Node. A class that is empty has nothing to add. */
class NpmLibrariesTest {

  private static final String WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER_WHSEC = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final String TEXT = "8f742231b10e8888abcd99yyyzzz85a5";
  private static final String OTHER_TEXT = "9f742231b10e8888abcd99yyyzzz85a5";
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  private static NpmLibraries libraries;

  /** Surefire does not say in which of the classes a test has failed. */
  @RegisterExtension
  static final TestExecutionExceptionHandler NAMES =
      (context, failure) -> {
        throw new AssertionError(
            context.getRequiredTestClass().getSimpleName() + ": " + failure.getMessage(), failure);
      };

  @BeforeAll
  static void start() throws Exception {
    libraries = NpmLibraries.start();
  }

  @AfterAll
  static void stop() {
    if (libraries != null) {
      libraries.close();
    }
  }

  /** The library in Node is told what a server would have. */
  private static boolean ask(
      String library, LibraryTest test, String secret, Map<String, String> headers, String body) {
    Map<String, String> all = LibraryTest.headers(headers);
    all.putAll(test.unsigned());
    return libraries.accepts(library, secret, all, body);
  }

  /** A library that only verifies. */
  abstract static class Verifying extends LibraryTest {

    private final String library;

    Verifying(String library) {
      this(library, TEXT, OTHER_TEXT);
    }

    Verifying(String library, String secret, String otherSecret) {
      this(library, sender(library), secret, otherSecret);
    }

    Verifying(String library, Sender sender, String secret, String otherSecret) {
      super(sender, secret, otherSecret);
      this.library = library;
    }

    @Override
    boolean accepts(String secret, Map<String, String> headers, String body) {
      return ask(library, this, secret, headers, body);
    }
  }

  /** One that also signs. */
  abstract static class Signing extends SigningLibraryTest {

    private final String library;

    Signing(String library) {
      this(library, TEXT, OTHER_TEXT);
    }

    Signing(String library, String secret, String otherSecret) {
      this(library, sender(library), secret, otherSecret);
    }

    Signing(String library, Sender sender, String secret, String otherSecret) {
      super(sender, secret, otherSecret);
      this.library = library;
    }

    @Override
    boolean accepts(String secret, Map<String, String> headers, String body) {
      return ask(library, this, secret, headers, body);
    }

    @Override
    Map<String, String> sign(String secret, String body, Instant time) {
      return libraries.sign(library, secret, body, time);
    }
  }

  /** A library that writes the body anew before it verifies, so that it has to be as it writes. */
  abstract static class Rewriting extends Verifying {

    Rewriting(String library) {
      super(library);
    }

    @Override
    List<String> bodies() {
      return List.of(body("plain"), body("Zoë 🔑"));
    }

    @Override
    List<String> forged(String body) {
      return List.of(body.substring(1), body.replace("plain", "plaim"), "{}", "");
    }
  }

  /** Standard Webhooks under another name. */
  abstract static class StandardVerifying extends Verifying {

    StandardVerifying(String library) {
      super(library, WHSEC, OTHER_WHSEC);
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(FIVE_MINUTES);
    }
  }

  /** Nobody but the sender can sign; here it is the JDK that does. */
  abstract static class Ed25519Verifying extends Verifying {

    private static final KeyPair PAIR = KeyPairs.of("Ed25519");
    private static final KeyPair OTHER_PAIR = KeyPairs.of("Ed25519");

    Ed25519Verifying(String library, boolean hex) {
      super(library, text(PAIR, hex), text(OTHER_PAIR, hex));
    }

    /** The 32 bytes of the key, which are the end of what the JDK says of it. */
    private static String text(KeyPair pair, boolean hex) {
      byte[] encoded = pair.getPublic().getEncoded();
      byte[] key = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
      return hex ? HexFormat.of().formatHex(key) : Base64.getEncoder().encodeToString(key);
    }

    final byte[] signature(String secret, String content) throws Exception {
      return KeyPairs.sign("Ed25519", secret.equals(secret()) ? PAIR : OTHER_PAIR, content);
    }
  }

  /** The body is a token, by which nothing but its characters can be mutated. */
  abstract static class TokenBody {

    private static final KeyPair PAIR = KeyPairs.of("RSA");
    private static final KeyPair OTHER_PAIR = KeyPairs.of("RSA");

    private final String library;
    private final Sender sender;

    TokenBody(String library) {
      this.library = library;
      this.sender = LibraryTest.sender(library);
    }

    private static String text(KeyPair pair) {
      return "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
          + "\n-----END PUBLIC KEY-----";
    }

    private static String token(KeyPair pair) throws Exception {
      Instant now = Instant.now();
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key").build(),
              new JWTClaimsSet.Builder()
                  .claim("event_id", "event_1")
                  .claim("timestamp", now.toString())
                  .claim("data", "{\"data\":\"{\\\"name\\\":\\\"Zoë\\\"}\"}")
                  .issueTime(Date.from(now))
                  .expirationTime(Date.from(now.plusSeconds(60)))
                  .build());
      token.sign(new RSASSASigner(pair.getPrivate()));
      return token.serialize();
    }

    private boolean theyAccept(String body) {
      return libraries.accepts(library, text(PAIR), Map.of(), body);
    }

    private Verification weVerify(String body) {
      return LibraryTest.verify(sender, text(PAIR), Map.of(), body);
    }

    @Test
    void bothAcceptAToken() throws Exception {
      String token = token(PAIR);

      assertThat(theyAccept(token)).isTrue();
      assertThat(weVerify(token)).isEqualTo(Verification.VALID);
    }

    @Test
    void bothRefuseAnotherKey() throws Exception {
      String token = token(OTHER_PAIR);

      assertThat(theyAccept(token)).isFalse();
      assertThat(weVerify(token)).isEqualTo(Verification.SIGNATURE_MISMATCH);
    }

    @Test
    void weRefuseEveryMutationThatTheLibraryRefuses() throws Exception {
      String token = token(PAIR);
      int forgeries = 0;
      for (int i = 0; i < token.length(); i++) {
        String other = token.charAt(i) == '1' ? "2" : "1";
        for (String mutated :
            List.of(
                token.substring(0, i),
                token.substring(0, i) + other + token.substring(i + 1),
                token.substring(0, i) + " " + token.substring(i))) {
          if (!theyAccept(mutated)) {
            forgeries++;
            assertThat(weVerify(mutated)).as(mutated).isNotEqualTo(Verification.VALID);
          }
        }
      }
      assertThat(forgeries).isGreaterThan(50);
    }
  }

  @Nested
  class ChargebeeTest extends Verifying {
    ChargebeeTest() {
      super("chargebee", "operator:its:password is long enough to be told", "operator:another");
    }

    /** Nothing signs the body. */
    @Override
    List<String> forged(String body) {
      return List.of();
    }
  }

  @Nested
  class ClerkTest extends StandardVerifying {
    ClerkTest() {
      super("clerk");
    }
  }

  @Nested
  class CloudinaryTest extends Signing {
    CloudinaryTest() {
      super("cloudinary");
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(Duration.ofHours(2));
    }
  }

  /** By the other of its two algorithms, with which our signer does not sign by itself. */
  @Nested
  class CloudinarySha256Test extends Signing {
    CloudinarySha256Test() {
      super(
          "cloudinary-sha256",
          sender("cloudinary", Map.of("signature.algorithm", "sha256")),
          TEXT,
          OTHER_TEXT);
    }

    @Test
    void theFileAcceptsItToo() throws Exception {
      String body = body("plain");

      assertThat(verify(sender("cloudinary"), secret(), genuine(body), body))
          .isEqualTo(Verification.VALID);
    }
  }

  @Nested
  class CoinbaseCommerceTest extends Signing {
    CoinbaseCommerceTest() {
      super("coinbase-commerce");
    }
  }

  @Nested
  class DiscordTest extends Ed25519Verifying {
    DiscordTest() {
      super("discord", true);
    }

    @Override
    Map<String, String> weSign(String secret, String body, Instant time) throws Exception {
      String seconds = Long.toString(time.getEpochSecond());
      return headers(
          Map.of(
              "X-Signature-Timestamp",
              seconds,
              "X-Signature-Ed25519",
              HexFormat.of().formatHex(signature(secret, seconds + body))));
    }
  }

  @Nested
  class EasyPostTest extends Verifying {
    EasyPostTest() {
      super("easypost");
    }
  }

  @Nested
  class GetStreamTest extends Verifying {
    GetStreamTest() {
      super("getstream");
    }
  }

  @Nested
  class GitHubTest extends Signing {
    GitHubTest() {
      super("github");
    }
  }

  @Nested
  class GoCardlessTest extends Verifying {
    GoCardlessTest() {
      super("gocardless");
    }
  }

  @Nested
  class HubSpotV1Test extends Signing {
    HubSpotV1Test() {
      super("hubspot-v1");
    }
  }

  @Nested
  class HubSpotV2Test extends Signing {
    HubSpotV2Test() {
      super("hubspot-v2");
    }
  }

  @Nested
  class HubSpotV3Test extends Signing {
    HubSpotV3Test() {
      super("hubspot-v3");
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(FIVE_MINUTES);
    }
  }

  @Nested
  class KindeTest extends TokenBody {
    KindeTest() {
      super("kinde");
    }
  }

  /** The time is a field of the body. */
  @Nested
  class LinearTest extends Verifying {
    LinearTest() {
      super("linear");
    }

    private String body(String text, Instant time) {
      return "{\"webhookTimestamp\":" + time.toEpochMilli() + ",\"text\":\"" + text + "\"}";
    }

    @Override
    String body(String text) {
      return body(text, Instant.now());
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      String late = body("plain", Instant.now().minusSeconds(40));
      assertThat(accepts(genuine(late), late)).isTrue();
      assertThat(verify(genuine(late), late)).isEqualTo(Verification.VALID);

      String tooLate = body("plain", Instant.now().minusSeconds(62));
      assertThat(refuses(genuine(tooLate), tooLate)).isTrue();
      assertThat(verify(genuine(tooLate), tooLate)).isEqualTo(Verification.TIMESTAMP_TOO_OLD);
    }
  }

  @Nested
  class LithicTest extends StandardVerifying {
    LithicTest() {
      super("lithic");
    }
  }

  @Nested
  class LiveKitTest extends Signing {
    LiveKitTest() {
      super(
          "livekit",
          // The library wants to see whose key it is, which no other receiver could know.
          sender("livekit", Map.of("signature.claims", "sha256={sha256-base64:body},iss=key")),
          TEXT,
          OTHER_TEXT);
    }
  }

  @Nested
  class LovableTest extends Verifying {
    LovableTest() {
      super("lovable");
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(FIVE_MINUTES);
    }
  }

  @Nested
  class MercadoPagoTest extends Verifying {
    MercadoPagoTest() {
      super("mercado-pago");
    }

    /** Nothing signs the body. */
    @Override
    List<String> forged(String body) {
      return List.of();
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(FIVE_MINUTES);
    }
  }

  @Nested
  class MessageBirdTest extends Verifying {
    MessageBirdTest() {
      super(
          "messagebird",
          // Each token has an id, which the library wants to see.
          sender(
              "messagebird",
              Map.of(
                  "signature.claims",
                  "iss=MessageBird,url_hash={sha256:url},payload_hash={sha256:body},jti=1")),
          TEXT,
          OTHER_TEXT);
    }
  }

  @Nested
  class ModernTreasuryTest extends Signing {
    ModernTreasuryTest() {
      super("modern-treasury");
    }
  }

  @Nested
  class MuxTest extends Verifying {
    MuxTest() {
      super("mux");
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(FIVE_MINUTES);
    }
  }

  @Nested
  class NotionTest extends Signing {
    NotionTest() {
      super("notion");
    }
  }

  @Nested
  class OnfidoTest extends Verifying {
    OnfidoTest() {
      super("onfido");
    }
  }

  @Nested
  class PaddleTest extends Verifying {
    PaddleTest() {
      super("paddle", "pdl_ntfset_01gkpjp8bkm3tm53kdgkx6sms7", "pdl_ntfset_02gkpjp8bkm3tm53kdgkx6");
    }

    /** Five seconds, of which a slow machine may need some. */
    @Test
    void bothRefuseWhatIsTooOld() throws Exception {
      String body = body("plain");
      Map<String, String> tooLate = weSign(secret(), body, Instant.now().minusSeconds(7));

      assertThat(refuses(tooLate, body)).isTrue();
      assertThat(verify(tooLate, body)).isEqualTo(Verification.TIMESTAMP_TOO_OLD);
    }
  }

  @Nested
  class PolarTest extends Verifying {
    PolarTest() {
      super("polar", "polar_whs_" + TEXT, "polar_whs_" + OTHER_TEXT);
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(FIVE_MINUTES);
    }
  }

  @Nested
  class PusherTest extends Signing {
    PusherTest() {
      super("pusher");
    }

    /** By the key's name the library chooses, and we do not. */
    @Override
    Map<String, String> unsigned() {
      return Map.of("Content-Type", "application/json", "X-Pusher-Key", "key");
    }
  }

  @Nested
  class RazorpayTest extends Verifying {
    RazorpayTest() {
      super("razorpay");
    }
  }

  /** The library does not look at the time. */
  @Nested
  class ReplicateTest extends Verifying {
    ReplicateTest() {
      super("replicate", WHSEC, OTHER_WHSEC);
    }
  }

  @Nested
  class ResendTest extends StandardVerifying {
    ResendTest() {
      super("resend");
    }
  }

  @Nested
  class RetellTest extends Signing {
    RetellTest() {
      super("retell");
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(FIVE_MINUTES);
    }
  }

  /** The library does not look at the time. */
  @Nested
  class SanityTest extends Signing {
    SanityTest() {
      super("sanity");
    }
  }

  @Nested
  class SeamTest extends StandardVerifying {
    SeamTest() {
      super("seam");
    }
  }

  /**
   * Nobody but SendGrid can sign; here it is the JDK that does. The library does not look at the
   * time.
   */
  @Nested
  class SendGridTest extends Verifying {
    private static final KeyPair PAIR = KeyPairs.of("EC");
    private static final KeyPair OTHER_PAIR = KeyPairs.of("EC");

    SendGridTest() {
      super("sendgrid", KeyPairs.publicKey(PAIR), KeyPairs.publicKey(OTHER_PAIR));
    }

    @Override
    Map<String, String> weSign(String secret, String body, Instant time) throws Exception {
      String seconds = Long.toString(time.getEpochSecond());
      KeyPair pair = secret.equals(secret()) ? PAIR : OTHER_PAIR;
      byte[] signature = KeyPairs.sign("SHA256withECDSA", pair, seconds + body);
      return headers(
          Map.of(
              "X-Twilio-Email-Event-Webhook-Timestamp",
              seconds,
              "X-Twilio-Email-Event-Webhook-Signature",
              Base64.getEncoder().encodeToString(signature)));
    }
  }

  @Nested
  class ShopifyTest extends Verifying {
    ShopifyTest() {
      super("shopify");
    }

    /** The library wants to see them. */
    @Override
    Map<String, String> unsigned() {
      Map<String, String> headers = new TreeMap<>(super.unsigned());
      headers.put("X-Shopify-Topic", "orders/create");
      headers.put("X-Shopify-Shop-Domain", "shop.example.com");
      headers.put("X-Shopify-API-Version", "2026-01");
      headers.put("X-Shopify-Webhook-Id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043");
      return headers;
    }
  }

  /** Of what Shopify calls events, by the headers with which our signer does not sign by itself. */
  @Nested
  class ShopifyEventsTest extends Verifying {
    ShopifyEventsTest() {
      super(
          "shopify",
          sender("shopify", Map.of("signature.header", "Shopify-Hmac-Sha256")),
          TEXT,
          OTHER_TEXT);
    }

    /** The library wants to see them. */
    @Override
    Map<String, String> unsigned() {
      Map<String, String> headers = new TreeMap<>(super.unsigned());
      headers.put("Shopify-Topic", "Product");
      headers.put("Shopify-Action", "create");
      headers.put("Shopify-Shop-Domain", "shop.example.com");
      headers.put("Shopify-API-Version", "2026-01");
      headers.put("Shopify-Event-Id", "98880550-7158-44d4-b7cd-2c97c8a091b5");
      headers.put("Shopify-Webhook-Id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043");
      return headers;
    }

    @Test
    void theFileAcceptsItToo() throws Exception {
      String body = body("plain");

      assertThat(verify(sender("shopify"), secret(), genuine(body), body))
          .isEqualTo(Verification.VALID);
    }
  }

  @Nested
  class StandardWebhooksTest extends Signing {
    StandardWebhooksTest() {
      super("standard-webhooks", WHSEC, OTHER_WHSEC);
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(FIVE_MINUTES);
    }
  }

  @Nested
  class StripeTest extends Signing {
    StripeTest() {
      super("stripe");
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(FIVE_MINUTES);
    }
  }

  @Nested
  class SvixTest extends Signing {
    SvixTest() {
      super("svix", WHSEC, OTHER_WHSEC);
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(FIVE_MINUTES);
    }
  }

  @Nested
  class TelnyxTest extends Ed25519Verifying {
    TelnyxTest() {
      super("telnyx", false);
    }

    @Override
    Map<String, String> weSign(String secret, String body, Instant time) throws Exception {
      String seconds = Long.toString(time.getEpochSecond());
      return headers(
          Map.of(
              "Telnyx-Timestamp",
              seconds,
              "Telnyx-Signature-Ed25519",
              Base64.getEncoder().encodeToString(signature(secret, seconds + "|" + body))));
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(FIVE_MINUTES);
    }
  }

  @Nested
  class UpstashQstashTest extends Verifying {
    UpstashQstashTest() {
      super(
          "upstash-qstash",
          // Whose token it is, is looked at by the library, which has the same key.
          sender(
              "upstash-qstash",
              Map.of("signature.claims", "iss=Upstash,sub={url},body={sha256-base64url:body}")),
          TEXT,
          OTHER_TEXT);
    }
  }

  /** The library does not look at the time. */
  @Nested
  class WebflowTest extends Verifying {
    WebflowTest() {
      super("webflow");
    }
  }

  @Nested
  class WixTest extends TokenBody {
    WixTest() {
      super("wix");
    }
  }

  @Nested
  class WorkOsTest extends Rewriting {
    WorkOsTest() {
      super("workos");
    }

    /** A blank before the comma is a part of the time to the library, and of nothing to us. */
    @Override
    boolean accepts(String secret, Map<String, String> headers, String body) {
      Map<String, String> unblanked = headers(headers);
      unblanked.replaceAll((name, value) -> value.replace(" ,", ","));
      return super.accepts(secret, unblanked, body);
    }

    @Test
    void bothHaveTheSameTolerance() throws Exception {
      assertTolerance(Duration.ofMinutes(3));
    }
  }

  @Nested
  class ZoomTest extends Rewriting {
    ZoomTest() {
      super("zoom");
    }

    @Override
    String body(String text) {
      return "{\"event\":\"meeting.started\",\"payload\":{\"text\":\"" + text + "\"}}";
    }
  }
}
