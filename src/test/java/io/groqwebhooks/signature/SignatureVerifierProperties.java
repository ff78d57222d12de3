package io.groqwebhooks.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.source.Sender;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

class SignatureVerifierProperties {

  private static final long NOW = 1_700_000_000L;
  private static final String SIGNATURE = "x-groq-signature";
  private static final String TIMESTAMP = "x-groq-timestamp";

  /** Not {@code @NotBlank}, which lets Unicode's other blanks through. */
  @Provide
  static Arbitrary<String> secrets() {
    return Arbitraries.strings().ofMinLength(1).filter(text -> !text.isBlank());
  }

  private static SignatureVerifier verifier(String... secrets) {
    return new SignatureVerifier(
        Sender.named("groq").scheme(),
        List.of(secrets).stream().map(Secret::of).toList(),
        Duration.ofMinutes(5),
        Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
  }

  private static Map<String, String> sign(String secret, byte[] body, long seconds) {
    return new SignatureSigner(Sender.named("groq").scheme(), Secret.of(secret))
        .sign("evt_1", body, Instant.ofEpochSecond(seconds));
  }

  @Property
  void whatIsSignedIsValid(
      @ForAll @From("secrets") String secret,
      @ForAll byte[] body,
      @ForAll @IntRange(min = -300, max = 300) int age) {
    assertThat(verifier(secret).verify(sign(secret, body, NOW - age)::get, body))
        .isEqualTo(Verification.VALID);
  }

  @Property
  void whatIsSignedAtAnotherTimeIsRefused(
      @ForAll byte[] body, @ForAll @IntRange(min = 301) int difference) {
    for (long seconds : new long[] {NOW - difference, NOW + difference}) {
      assertThat(verifier("whsec_test").verify(sign("whsec_test", body, seconds)::get, body))
          .isNotEqualTo(Verification.VALID);
    }
  }

  @Property
  void oneFlippedBitOfTheBodyIsRefused(
      @ForAll @NotEmpty byte[] body, @ForAll @IntRange(min = 0) int position) {
    Map<String, String> headers = sign("whsec_test", body, NOW);

    flip(body, position);

    assertThat(verifier("whsec_test").verify(headers::get, body))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
  }

  @Property
  void oneFlippedBitOfTheSignatureIsRefused(
      @ForAll byte[] body, @ForAll @IntRange(min = 0, max = 255) int position) {
    Map<String, String> headers = sign("whsec_test", body, NOW);
    byte[] signature = HexFormat.of().parseHex(headers.get(SIGNATURE));

    flip(signature, position);
    headers.put(SIGNATURE, HexFormat.of().formatHex(signature));

    assertThat(verifier("whsec_test").verify(headers::get, body))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
  }

  @Property
  void oneFlippedBitOfTheTimestampIsRefused(
      @ForAll byte[] body, @ForAll @IntRange(min = 0, max = 79) int position) {
    Map<String, String> headers = sign("whsec_test", body, NOW);
    byte[] timestamp = headers.get(TIMESTAMP).getBytes(StandardCharsets.ISO_8859_1);

    flip(timestamp, position);
    headers.put(TIMESTAMP, new String(timestamp, StandardCharsets.ISO_8859_1));

    assertThat(verifier("whsec_test").verify(headers::get, body)).isNotEqualTo(Verification.VALID);
  }

  @Property
  void anotherSecretIsRefused(
      @ForAll @From("secrets") String secret,
      @ForAll @From("secrets") String other,
      @ForAll byte[] body) {
    Verification finding = verifier(other).verify(sign(secret, body, NOW)::get, body);

    assertThat(finding)
        .isEqualTo(sameKey(secret, other) ? Verification.VALID : Verification.SIGNATURE_MISMATCH);
  }

  @Property
  void anyOfTheSecretsIsEnough(
      @ForAll @Size(min = 1, max = 4) List<@From("secrets") String> secrets,
      @ForAll @IntRange(min = 0, max = 3) int index,
      @ForAll byte[] body) {
    String secret = secrets.get(index % secrets.size());
    int first = 1;
    while (!sameKey(secrets.get(first - 1), secret)) {
      first++;
    }

    SignatureVerifier verifier = verifier(secrets.toArray(String[]::new));
    assertThat(verifier.check(verifier.read(sign(secret, body, NOW)::get, body)))
        .isEqualTo(new SignatureVerifier.Result(Verification.VALID, first));
  }

  @Property
  void arbitraryHeadersAreRefusedWithoutAnException(
      @ForAll String timestamp, @ForAll String signature, @ForAll byte[] body) {
    Map<String, String> genuine = sign("whsec_test", body, NOW);
    for (Map<String, String> headers :
        List.of(
            with(genuine, TIMESTAMP, timestamp),
            with(genuine, SIGNATURE, signature),
            Map.of(TIMESTAMP, timestamp, SIGNATURE, signature))) {
      assertThat(verifier("whsec_test").verify(headers::get, body))
          .isNotEqualTo(Verification.VALID);
    }
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    Map<String, String> changed = new HashMap<>(headers);
    changed.put(name, value);
    return changed;
  }

  private static void flip(byte[] bytes, int position) {
    int bit = position % (8 * bytes.length);
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
  }

  /** HMAC fills a key up with zeros, and a text that UTF-8 cannot express is replaced by '?'. */
  private static boolean sameKey(String a, String b) {
    byte[] left = a.getBytes(StandardCharsets.UTF_8);
    byte[] right = b.getBytes(StandardCharsets.UTF_8);
    int length = Math.max(left.length, right.length);
    return Arrays.equals(Arrays.copyOf(left, length), Arrays.copyOf(right, length));
  }
}
