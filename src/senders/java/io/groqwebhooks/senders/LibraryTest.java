package io.groqwebhooks.senders;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureSigner;
import io.groqwebhooks.signature.SignatureVerifier;
import io.groqwebhooks.signature.Verification;
import io.groqwebhooks.source.Sender;
import io.groqwebhooks.source.SenderFiles;
import io.groqwebhooks.source.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A sender's own library and the sender's file: each accepts what the other has signed, and both
 * refuse the same forgeries.
 */
abstract class LibraryTest {

  /** The address that the sender posts to. */
  static final String URL = "https://hooks.example.com/in";

  static final String ID = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";

  private final Sender sender;
  private final String secret;
  private final String otherSecret;

  /**
   * @param name the sender's name here
   * @param secret as the sender shows it
   * @param otherSecret one of another webhook
   */
  LibraryTest(String name, String secret, String otherSecret) {
    this(sender(name), secret, otherSecret);
  }

  LibraryTest(Sender sender, String secret, String otherSecret) {
    this.sender = sender;
    this.secret = secret;
    this.otherSecret = otherSecret;
  }

  /** The sender whose file is in the jar, at {@link #URL}. */
  static Sender sender(String name) {
    return sender(name, Map.of());
  }

  /** The same with more settings of the source. */
  static Sender sender(String name, Map<String, String> more) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("webhooks.sources.it.scheme", name);
    settings.put("webhooks.sources.it.public-url", URL);
    settings.put("webhooks.sources.it.accept-unsigned-body", "true");
    more.forEach((key, value) -> settings.put("webhooks.sources.it." + key, value));
    return Sender.of(
        "it",
        new SettingsReader(settings::get, settings.keySet()).source("it"),
        SenderFiles.inJar());
  }

  /** A request with these headers, without a query. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Request(Map<String, String> headers, byte[] body) implements WebhookRequest {

    @Override
    public @Nullable String header(String name) {
      return headers.get(name);
    }

    @Override
    public @Nullable String query() {
      return null;
    }
  }

  static Verification verify(
      Sender sender, String secret, Map<String, String> headers, String body) {
    return new SignatureVerifier(
            sender.scheme(), List.of(Secret.of(secret)), sender.tolerance(), Clock.systemUTC())
        .verify(sender.values(new Request(headers(headers), utf8(body))), utf8(body));
  }

  /**
   * Whether the library accepts the delivery.
   *
   * @throws Exception if that is how it refuses
   */
  abstract boolean accepts(String secret, Map<String, String> headers, String body)
      throws Exception;

  /** A body with the text in it, which is written as a JSON string is. */
  String body(String text) {
    return "{\"id\":\"evt_1\",\"type\":\"thing.happened\",\"text\":\"" + text + "\"}";
  }

  /** Headers that a delivery has besides those that sign it. */
  Map<String, String> unsigned() {
    return Map.of("Content-Type", "application/json");
  }

  List<String> bodies() {
    return List.of(
        body("plain"), body("Zoë 🔑"), body("Zo\\u00eb \\/ 614.0"), body("line end") + "\r\n");
  }

  /** Bodies that are not signed by what signs the body. */
  List<String> forged(String body) {
    return List.of(body + " ", body.substring(1), body.replace("plain", "plaim"), "{}", "");
  }

  /** The headers with which we sign the body. */
  Map<String, String> weSign(String secret, String body, Instant time) throws Exception {
    return headers(
        new SignatureSigner(sender.scheme(), Secret.of(secret))
            .sign(
                ID, utf8(body), time, sender.values(new Request(headers(unsigned()), utf8(body)))));
  }

  static Map<String, String> headers(Map<String, String> headers) {
    Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    values.putAll(headers);
    return values;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  final Verification verify(Map<String, String> headers, String body) {
    return verify(secret, headers, body);
  }

  private Verification verify(String secret, Map<String, String> headers, String body) {
    Map<String, String> all = headers(headers);
    all.putAll(unsigned());
    return verify(sender, secret, all, body);
  }

  /** The headers of a genuine delivery: the library's, if it signs. */
  Map<String, String> genuine(String secret, String body, Instant time) throws Exception {
    return weSign(secret, body, time);
  }

  final Map<String, String> genuine(String body) throws Exception {
    return genuine(secret, body, Instant.now());
  }

  /** Whatever a library throws, it does not accept. */
  private boolean refuses(String secret, Map<String, String> headers, String body) {
    try {
      return !accepts(secret, headers, body);
    } catch (Exception e) {
      return true;
    }
  }

  final boolean refuses(Map<String, String> headers, String body) {
    return refuses(secret, headers, body);
  }

  final boolean accepts(Map<String, String> headers, String body) throws Exception {
    return accepts(secret, headers, body);
  }

  final String secret() {
    return secret;
  }

  @Test
  void theLibraryAcceptsWhatWeSign() throws Exception {
    for (String body : bodies()) {
      Map<String, String> headers = weSign(secret, body, Instant.now());

      assertThat(accepts(headers, body)).as("%s", body).isTrue();
      assertThat(verify(headers, body)).as("%s", body).isEqualTo(Verification.VALID);
    }
  }

  @Test
  void bothRefuseAnotherBody() throws Exception {
    String body = body("plain");
    Map<String, String> headers = genuine(body);

    assertThat(accepts(headers, body)).isTrue();
    assertThat(verify(headers, body)).isEqualTo(Verification.VALID);
    for (String forged : forged(body)) {
      assertThat(refuses(headers, forged)).as("the library refuses %s", forged).isTrue();
      assertThat(verify(headers, forged)).as("%s", forged).isNotEqualTo(Verification.VALID);
    }
  }

  @Test
  void bothRefuseAnotherSecret() throws Exception {
    String body = body("plain");
    Map<String, String> headers = genuine(otherSecret, body, Instant.now());

    assertThat(accepts(otherSecret, headers, body)).isTrue();
    assertThat(verify(otherSecret, headers, body)).isEqualTo(Verification.VALID);
    assertThat(refuses(headers, body)).isTrue();
    assertThat(verify(headers, body)).isEqualTo(Verification.SIGNATURE_MISMATCH);
  }

  /** For a library that looks at the time. */
  final void assertTolerance(Duration tolerance) throws Exception {
    String body = body("plain");
    Instant now = Instant.now();

    Map<String, String> late = genuine(secret, body, now.minus(tolerance).plusSeconds(20));
    assertThat(accepts(late, body)).isTrue();
    assertThat(verify(late, body)).isEqualTo(Verification.VALID);
    Map<String, String> tooLate = genuine(secret, body, now.minus(tolerance).minusSeconds(2));
    assertThat(refuses(tooLate, body)).isTrue();
    assertThat(verify(tooLate, body)).isEqualTo(Verification.TIMESTAMP_TOO_OLD);
  }

  /** Every character of every header replaced by another, and every header cut short. */
  @Test
  void weRefuseEveryMutationThatTheLibraryRefuses() throws Exception {
    String body = body("plain");
    Map<String, String> genuine = genuine(body);
    int forgeries = 0;
    for (Map.Entry<String, String> header : genuine.entrySet()) {
      String value = header.getValue();
      for (int i = 0; i < value.length(); i++) {
        String other = value.charAt(i) == '1' ? "2" : "1";
        for (String mutated :
            List.of(
                value.substring(0, i),
                value.substring(0, i) + other + value.substring(i + 1),
                value.substring(0, i) + " " + value.substring(i))) {
          Map<String, String> headers = headers(genuine);
          headers.put(header.getKey(), mutated);
          if (refuses(headers, body)) {
            forgeries++;
            assertThat(verify(headers, body)).as("%s", headers).isNotEqualTo(Verification.VALID);
          }
        }
      }
    }
    assertThat(forgeries).isGreaterThan(50);
  }
}
