package io.groqwebhooks.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import io.groqwebhooks.SelfSigned;
import io.groqwebhooks.event.BodyLayout;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.signature.KeyUnavailableException;
import io.groqwebhooks.signature.PinnedAddress;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureVerifier;
import io.groqwebhooks.signature.SignedRequest;
import io.groqwebhooks.signature.Verification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders whose keys are fetched, and those whose body is a token. */
class PublishedKeysTest {

  private static final String HERE = "http://localhost:[0-9]+/[a-z0-9]+\\.pem";
  private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:orders";

  private static SelfSigned sender;
  private static RSAKey rsa;

  @TempDir private Path folder;
  private HttpServer server;
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final AtomicInteger fetched = new AtomicInteger();

  @BeforeAll
  static void makeKeys() throws Exception {
    sender = SelfSigned.rsa();
    rsa = new RSAKeyGenerator(2048).keyID("k1").generate();
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          fetched.incrementAndGet();
          String page = pages.get(exchange.getRequestURI().getPath());
          byte[] bytes = String.valueOf(page).getBytes(StandardCharsets.UTF_8);
          if ("elsewhere".equals(page)) {
            exchange.getResponseHeaders().set("Location", url("/cert.pem"));
          }
          exchange.sendResponseHeaders(
              page == null ? 404 : page.equals("elsewhere") ? 302 : 200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url(String path) {
    return "http://localhost:" + server.getAddress().getPort() + path;
  }

  /** A request without a query. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Posted(Map<String, String> headers, byte[] body) implements WebhookRequest {

    Posted(String body) {
      this(Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable String header(String name) {
      return headers.get(name);
    }

    @Override
    public @Nullable String query() {
      return null;
    }
  }

  private Sender sender(String scheme, String... settings) {
    Map<String, String> all = new TreeMap<>();
    all.put("webhooks.sources.it.scheme", scheme);
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      all.put("webhooks.sources.it." + parts[0], parts[1]);
    }
    return Sender.of(
        "it",
        new SettingsReader(all::get, all.keySet()).source("it"),
        SenderFiles.in(folder.toString()));
  }

  private static SignatureVerifier verifier(Sender sender, String... secrets) {
    return new SignatureVerifier(
        sender.scheme(),
        java.util.Arrays.stream(secrets).map(Secret::of).toList(),
        sender.tolerance(),
        Clock.systemUTC());
  }

  private static Verification verify(SignatureVerifier verifier, Sender sender, WebhookRequest it) {
    return verifier.verify(sender.values(it), it.body());
  }

  // Tokens

  private static String token(RSAKey key, String claims) throws JOSEException {
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new Payload(claims));
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  private static String claims(long age) {
    return "{\"data\":\"{\\\"id\\\":\\\"e1\\\",\\\"eventType\\\":\\\"a.b\\\"}\",\"type\":\"user.created\",\"event_id\":\"k7\",\"iat\":"
        + (Instant.now().getEpochSecond() - age)
        + ",\"timestamp\":\""
        + Instant.now().minusSeconds(age)
        + "\"}";
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBodyMayBeATokenThatAPublicKeyVerifies(boolean inBase64) throws Exception {
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(rsa.toPublicKey().getEncoded())
            + "\n-----END PUBLIC KEY-----";
    String secret =
        inBase64 ? Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8)) : pem;
    Sender wix = sender("wix");
    SignatureVerifier verifier = verifier(wix, secret);

    WebhookRequest genuine = new Posted(token(rsa, claims(0)));
    SignedRequest signed = verifier.read(wix.values(genuine), genuine.body());
    assertThat(verifier.verify(signed)).isEqualTo(Verification.VALID);
    BodyLayout body = wix.body();
    assertThat(body.inner()).isNotNull();
    assertThat(new String(body.inner().read(signed.tokenPayload()), StandardCharsets.UTF_8))
        .isEqualTo("{\"id\":\"e1\",\"eventType\":\"a.b\"}");

    RSAKey other = new RSAKeyGenerator(2048).keyID("k1").generate();
    assertThat(verify(verifier, wix, new Posted(token(other, claims(0)))))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
    assertThat(verify(verifier, wix, new Posted(token(rsa, claims(301)))))
        .isEqualTo(Verification.TIMESTAMP_TOO_OLD);
    assertThat(verify(verifier, wix, new Posted(token(rsa, claims(-360)))))
        .isEqualTo(Verification.TIMESTAMP_IN_FUTURE);
    assertThat(verify(verifier, wix, new Posted(token(rsa, "{\"data\":\"{}\"}"))))
        .isEqualTo(Verification.TIMESTAMP_MISSING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Without a signature, or with the public key taken for a shared secret.
        "{\"alg\":\"none\"}|",
        "{\"alg\":\"HS256\"}|c2ln",
        "{\"alg\":\"RS256\",\"kid\":\"k1\"}|c2ln",
        "{\"alg\":\"RS256\",\"jwk\":{}}|c2ln",
      })
  void aTokenOfAnotherKindIsRefused(String header, @Nullable String signature) throws Exception {
    pages.put("/jwks", new JWKSet(rsa.toPublicJWK()).toString());
    Sender kinde = sender("kinde", "signature.jwks=" + url("/jwks"));
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String token =
        base64.encodeToString(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + base64.encodeToString(claims(0).getBytes(StandardCharsets.UTF_8))
            + "."
            + (signature == null ? "" : signature);

    assertThat(verify(verifier(kinde), kinde, new Posted(token))).isNotEqualTo(Verification.VALID);
  }

  @Test
  void publishedKeysAreFetchedOnceWhateverStrangersSend() throws Exception {
    pages.put("/jwks", new JWKSet(rsa.toPublicJWK()).toString());
    Sender kinde = sender("kinde", "signature.jwks=" + url("/jwks"));
    assertThat(kinde.needsSecret()).isFalse();
    SignatureVerifier verifier = verifier(kinde);

    for (int i = 0; i < 5; i++) {
      assertThat(verify(verifier, kinde, new Posted(token(rsa, claims(i)))))
          .isEqualTo(Verification.VALID);
    }
    assertThat(fetched).hasValue(1);
    RSAKey stranger = new RSAKeyGenerator(2048).keyID("k1").generate();
    assertThat(verify(verifier, kinde, new Posted(token(stranger, claims(0)))))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
    for (int i = 0; i < 20; i++) {
      RSAKey named = new RSAKey.Builder(stranger).keyID("unknown" + i).build();
      assertThat(verify(verifier, kinde, new Posted(token(named, claims(0)))))
          .isEqualTo(Verification.SIGNATURE_MISMATCH);
    }
    assertThat(fetched).as("not asked for again so soon").hasValue(1);
    // The genuine one does not notice; and what its sender publishes is none of our secrets.
    WebhookRequest genuine = new Posted(token(rsa, claims(0)));
    assertThat(verifier.check(verifier.read(kinde.values(genuine), genuine.body())))
        .isEqualTo(new SignatureVerifier.Result(Verification.VALID, 0));
  }

  @Test
  void keysThatCannotBeFetchedAreNoRefusal() throws Exception {
    Sender kinde = sender("kinde", "signature.jwks=" + url("/missing"));
    String token = token(rsa, claims(0));

    assertThatThrownBy(() -> verify(verifier(kinde), kinde, new Posted(token)))
        .isInstanceOf(KeyUnavailableException.class)
        .hasMessageContaining("localhost: it answers 404");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.com/jwks", "ftp://localhost/jwks", "jwks"})
  void keysComeByHttpsOnly(String address) {
    assertThatThrownBy(() -> sender("kinde", "signature.jwks=" + address))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("signature.jwks must be an address of https, not '" + address + "'");
  }

  @Test
  void aTokenOfAUserIsNoEvent() throws Exception {
    pages.put("/jwks", new JWKSet(rsa.toPublicJWK()).toString());
    Sender kinde = sender("kinde", "signature.jwks=" + url("/jwks"));
    long now = Instant.now().getEpochSecond();
    String access = "{\"iat\":" + now + ",\"exp\":" + (now + 60) + ",\"sub\":\"kp_1\"}";

    assertThat(verify(verifier(kinde), kinde, new Posted(token(rsa, access))))
        .isEqualTo(Verification.TIMESTAMP_MISSING);
    assertThat(verify(verifier(kinde), kinde, new Posted(token(rsa, claims(49 * 3600)))))
        .isEqualTo(Verification.TIMESTAMP_TOO_OLD);
  }

  @Test
  void aTokenThatOutlivesTheClaimsIsRefused() throws Exception {
    Sender wix = sender("wix");
    SignatureVerifier verifier =
        verifier(wix, Base64.getEncoder().encodeToString(rsa.toPublicKey().getEncoded()));
    long now = Instant.now().getEpochSecond();

    assertThat(verify(verifier, wix, new Posted(token(rsa, "{\"exp\":" + (now + 80_000) + "}"))))
        .isEqualTo(Verification.VALID);
    assertThat(verify(verifier, wix, new Posted(token(rsa, "{\"exp\":" + (now + 90_000) + "}"))))
        .isEqualTo(Verification.TIMESTAMP_IN_FUTURE);
    assertThat(verify(verifier, wix, new Posted(token(rsa, "{\"exp\":" + (now - 301) + "}"))))
        .isEqualTo(Verification.TIMESTAMP_TOO_OLD);
  }

  // Certificates

  private static String base64(String algorithm, String content) throws GeneralSecurityException {
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(sender.key());
    signer.update(content.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(signer.sign());
  }

  private Sender sns() throws IOException {
    Files.writeString(
        folder.resolve("here.yaml"),
        "based-on: amazon-sns\nsignature:\n  certificate-address: '" + HERE + "'\n");
    return sender("here");
  }

  private String notification(String message, String algorithm, String certificate)
      throws GeneralSecurityException {
    String now = Instant.now().toString();
    String content =
        "Message\n%s\nMessageId\nm-1\nSubject\nhi\nTimestamp\n%s\nTopicArn\n%s\nType\nNotification\n"
            .formatted(message, now, TOPIC);
    return """
        {"Type":"Notification","MessageId":"m-1","TopicArn":"%s","Subject":"hi","Message":"%s",
         "Timestamp":"%s","SignatureVersion":"1","Signature":"%s","SigningCertURL":"%s",
         "UnsubscribeURL":"https://example.com/"}"""
        .formatted(TOPIC, message, now, base64(algorithm, content), certificate);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA1withRSA", "SHA256withRSA"})
  void theCertificateThatAMessageNamesVerifiesIt(String algorithm) throws Exception {
    pages.put("/cert.pem", sender.pem());
    Sender sns = sns();
    SignatureVerifier verifier = verifier(sns, TOPIC);
    String message = notification("hello", algorithm, url("/cert.pem"));

    WebhookRequest posted = new Posted(message);
    assertThat(verify(verifier, sns, posted)).isEqualTo(Verification.VALID);
    assertThat(new String(sns.signedFields(sns.values(posted)), StandardCharsets.UTF_8))
        .contains("\"Message\":\"hello\"", "\"MessageId\":\"m-1\"", "\"Type\":\"Notification\"")
        .doesNotContain("UnsubscribeURL", "TopicArn", "Signature");
    assertThat(verify(verifier, sns, posted)).isEqualTo(Verification.VALID);
    assertThat(fetched).hasValue(1);

    assertThat(verify(verifier, sns, new Posted(message.replace("hello", "hallo"))))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
    assertThat(verify(verifier, sns, new Posted(message.replace("\"Subject\":\"hi\",", ""))))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
    assertThat(verify(verifier(sns, TOPIC + "x"), sns, posted))
        .as("of another topic")
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
  }

  @Test
  void aCertificateIsTakenFromPinnedHostsOnly() throws Exception {
    pages.put("/cert.pem", sender.pem());
    String elsewhere = url("/cert.pem").replace("localhost", "127.0.0.1");
    Sender sns = sns();

    for (String certificate :
        List.of(
            elsewhere,
            url("/cert.pem").replace("localhost", "localhost@127.0.0.1"),
            "file:///etc/hosts",
            "https://sns.eu-west-1.amazonaws.com.example.com/x.pem",
            "https://sns.eu-west-1.amazonaws.com/x.pem",
            "::",
            "")) {
      assertThat(
              verify(
                  verifier(sns, TOPIC),
                  sns,
                  new Posted(notification("hello", "SHA256withRSA", certificate))))
          .as(certificate)
          .isNotEqualTo(Verification.VALID);
    }
    assertThat(fetched).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "amazon-sns, true, https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
    "amazon-sns, true, https://sns.us-gov-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
    "amazon-sns, true, https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0a1b.pem",
    "amazon-sns, false, http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
    "amazon-sns, false, https://sns.eu-west-1.amazonaws.com/x/SimpleNotificationService-0a1b.pem",
    "amazon-sns, false, https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem?x=1",
    // Buckets that anybody may have.
    "amazon-sns, false, https://sns.s3.amazonaws.com/SimpleNotificationService-0a1b.pem",
    "amazon-sns, false, https://sns.s3-eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
    "amazon-sns, false, https://sns.eu-west-1.amazonaws.com.example.com/SimpleNotificationService-0a.pem",
    "amazon-sns, false, https://sns.eu-west-1.amazonaws.com:444/SimpleNotificationService-0a1b.pem",
    "paypal, true, https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270",
    "paypal, true, https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594",
    "paypal, false, https://www.paypal.com/v1/notifications/certs/CERT-360caa42",
    "paypal, false, https://api.paypal.com/v1/notifications/certs/../CERT-360caa42",
  })
  void onlyWholeAddressesOfTheSenderAreTaken(String name, boolean taken, String address) {
    PinnedAddress certificates = Sender.named(name).scheme().remoteKeys().certificates();

    assertThat(certificates.known(address) != null).isEqualTo(taken);
  }

  @Test
  void whatAStrangerHasHadSignedCannotBeCutElsewhere() throws Exception {
    pages.put("/cert.pem", sender.pem());
    Sender sns = sns();
    String now = Instant.now().toString();
    String own = "arn:aws:sns:eu-west-1:666666666666:own";
    String message =
        "evil\nMessageId\nx\nSubject\npaid\nTimestamp\n"
            + now
            + "\nTopicArn\n"
            + TOPIC
            + "\nType\nN";
    String rest =
        "MessageId\nm-2\nTimestamp\n" + now + "\nTopicArn\n" + own + "\nType\nNotification";
    String signature = base64("SHA256withRSA", "Message\n" + message + "\n" + rest + "\n");
    String forged =
        """
        {"Type":"N\\n%s","MessageId":"x","Subject":"paid","Message":"evil","Timestamp":"%s",
         "Signature":"%s","SigningCertURL":"%s"}"""
            .formatted(rest.replace("\n", "\\n"), now, signature, url("/cert.pem"));

    assertThat(verify(verifier(sns, TOPIC), sns, new Posted(forged)))
        .isEqualTo(Verification.HEADER_MISSING);
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    pages.put("/cert.pem", sender.pem());
    pages.put("/moved.pem", "elsewhere");
    Sender sns = sns();
    String message = notification("hello", "SHA256withRSA", url("/moved.pem"));

    assertThatThrownBy(() -> verify(verifier(sns, TOPIC), sns, new Posted(message)))
        .isInstanceOf(KeyUnavailableException.class)
        .hasMessageContaining("localhost: it answers 302");
    assertThat(fetched).hasValue(1);
  }

  @Test
  void fewCertificatesAreFetchedAtATime() throws Exception {
    pages.put("/cert.pem", sender.pem());
    Sender sns = sns();
    SignatureVerifier verifier = verifier(sns, TOPIC);
    String genuine = notification("hello", "SHA256withRSA", url("/cert.pem"));
    assertThat(verify(verifier, sns, new Posted(genuine))).isEqualTo(Verification.VALID);

    for (int i = 0; i < 50; i++) {
      String message = notification("hello", "SHA256withRSA", url("/strange" + i + ".pem"));
      assertThatThrownBy(() -> verify(verifier, sns, new Posted(message)))
          .isInstanceOf(KeyUnavailableException.class);
    }
    assertThat(fetched.get()).isLessThanOrEqualTo(31);
    assertThat(verify(verifier, sns, new Posted(genuine))).isEqualTo(Verification.VALID);
  }

  @Test
  void payPalSignsAChecksumAndIsTakenOnlyByAgreement() throws Exception {
    assertThatThrownBy(() -> sender("paypal"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("does not prove the body");
    pages.put("/cert.pem", sender.pem());
    Sender paypal =
        sender("paypal", "accept-unsigned-body=true", "signature.certificate-address=" + HERE);
    String body = "{\"id\":\"WH-1\",\"event_type\":\"PAYMENT.SALE.COMPLETED\"}";
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    String now = Instant.now().toString();
    Map<String, String> headers =
        Map.of(
            "paypal-transmission-id",
            "t-1",
            "paypal-transmission-time",
            now,
            "paypal-cert-url",
            url("/cert.pem"),
            "paypal-transmission-sig",
            base64("SHA256withRSA", "t-1|" + now + "|8PT597110X687430L|" + crc.getValue()));

    WebhookRequest posted = new Posted(headers, body.getBytes(StandardCharsets.UTF_8));
    assertThat(verify(verifier(paypal, "8PT597110X687430L"), paypal, posted))
        .isEqualTo(Verification.VALID);
    assertThat(verify(verifier(paypal, "another"), paypal, posted))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
    assertThat(
            verify(
                verifier(paypal, "8PT597110X687430L"),
                paypal,
                new Posted(headers, "{}".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
  }
}
