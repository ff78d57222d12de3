package io.groqwebhooks.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The literal signatures here were computed apart from this code: {@code printf '%s'
 * '<timestamp>.<body>' | openssl dgst -sha256 -hmac '<secret>'}.
 */
class SignatureVerifierTest {

  private static final long NOW = 1_700_000_000L;
  private static final String TIMESTAMP = "1700000000";
  private static final String SECRET = "whsec_test";
  private static final byte[] BODY =
      "{\"id\":\"evt_1\",\"type\":\"resource.created\",\"created\":1700000000,\"data\":{\"name\":\"Zoë\"}}"
          .getBytes(StandardCharsets.UTF_8);
  private static final String SIGNATURE =
      "9dd29b3702bb67e3131a01ae24f799f94554699cfcbd09ffbd8a2a1aef58646d";

  private final SignatureVerifier verifier = verifier(SECRET);

  private static SignatureVerifier verifier(String... secrets) {
    return verifierAt(Instant.ofEpochSecond(NOW), secrets);
  }

  private static SignatureVerifier verifierAt(Instant now, String... secrets) {
    return new SignatureVerifier(
        Sender.named("groq").scheme(),
        Arrays.stream(secrets).map(Secret::of).toList(),
        Duration.ofMinutes(5),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private static Map<String, String> headers(String timestamp, String signature) {
    Map<String, String> headers = new HashMap<>();
    headers.put("x-groq-timestamp", timestamp);
    headers.put("x-groq-signature", signature);
    return headers;
  }

  private static Verification verify(
      SignatureVerifier verifier, String timestamp, String signature, byte[] body) {
    return verifier.verify(headers(timestamp, signature)::get, body);
  }

  private Verification verifySignature(String signature) {
    return verify(verifier, TIMESTAMP, signature, BODY);
  }

  private Verification verifyTimestamp(String timestamp) {
    return verify(verifier, timestamp, SIGNATURE, BODY);
  }

  // Signatures

  @Test
  void genuineRequestIsValid() {
    assertThat(verifySignature(SIGNATURE)).isEqualTo(Verification.VALID);
  }

  @Test
  void theSecretThatProvesItIsToldByItsPosition() {
    SignatureVerifier several = verifier("new", "newer", SECRET);
    assertThat(several.check(several.read(headers(TIMESTAMP, SIGNATURE)::get, BODY)))
        .isEqualTo(new SignatureVerifier.Result(Verification.VALID, 3));
    assertThat(several.check(several.read(headers("1", SIGNATURE)::get, BODY)))
        .isEqualTo(new SignatureVerifier.Result(Verification.TIMESTAMP_TOO_OLD, 0));
    assertThat(several.check(several.read(headers(TIMESTAMP, SIGNATURE)::get, new byte[0])))
        .isEqualTo(new SignatureVerifier.Result(Verification.SIGNATURE_MISMATCH, 0));
  }

  @Test
  void upperCaseHexIsValid() {
    assertThat(verifySignature(SIGNATURE.toUpperCase(Locale.ROOT))).isEqualTo(Verification.VALID);
  }

  @Test
  void bodyThatIsNotTextIsVerifiedByteByByte() {
    byte[] body = {(byte) 0xFF, 0, (byte) 0xC3, 0x28, '\r', '\n'};
    String signature = "1147ed4f341c8be14722f5ba574b56044068911b8aad8407d17552dee20e7359";

    assertThat(verify(verifier, TIMESTAMP, signature, body)).isEqualTo(Verification.VALID);
  }

  @Test
  void missingSignatureIsRefused() {
    assertThat(verifySignature(null)).isEqualTo(Verification.SIGNATURE_MISSING);
  }

  @Test
  void emptySignatureIsRefused() {
    assertThat(verifySignature("")).isEqualTo(Verification.SIGNATURE_MISSING);
  }

  @Test
  void oddLengthSignatureIsRefused() {
    assertThat(verifySignature(SIGNATURE.substring(1))).isEqualTo(Verification.SIGNATURE_MALFORMED);
  }

  @Test
  void shortSignatureIsRefused() {
    assertThat(verifySignature(SIGNATURE.substring(2))).isEqualTo(Verification.SIGNATURE_MALFORMED);
  }

  @Test
  void longSignatureIsRefused() {
    assertThat(verifySignature(SIGNATURE + "00")).isEqualTo(Verification.SIGNATURE_MALFORMED);
  }

  @Test
  void veryLongSignatureIsRefused() {
    assertThat(verifySignature(SIGNATURE.repeat(10_000)))
        .isEqualTo(Verification.SIGNATURE_MALFORMED);
  }

  @ParameterizedTest
  // The last two are digits to Unicode, but not to hexadecimal.
  @ValueSource(
      strings = {"g", "G", " ", "-", "/", ":", "@", "`", "\u0000", "ß", "\u0669", "\uFF19"})
  void signatureWithAnotherCharacterThanHexIsRefused(String character) {
    for (String signature :
        List.of(character + SIGNATURE.substring(1), SIGNATURE.substring(0, 63) + character)) {
      assertThat(verifySignature(signature)).isEqualTo(Verification.SIGNATURE_MALFORMED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" %s", "%s ", "0x%s", "sha256=%s", "%1$s,%1$s"})
  void signatureWithAnythingAroundItIsRefused(String format) {
    assertThat(verifySignature(String.format(format, SIGNATURE)))
        .isEqualTo(Verification.SIGNATURE_MALFORMED);
  }

  @Test
  void signatureOfAnotherBodyIsRefused() {
    assertThat(verify(verifier, TIMESTAMP, SIGNATURE, new byte[0]))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
  }

  @Test
  void signatureByAnotherSecretIsRefused() {
    assertThat(verify(verifier("whsec_other"), TIMESTAMP, SIGNATURE, BODY))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
  }

  // Secrets

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void eachOfSeveralSecretsIsValid(int position) {
    String[] secrets = {"whsec_a", "whsec_b", "whsec_c"};
    secrets[position] = SECRET;

    assertThat(verify(verifier(secrets), TIMESTAMP, SIGNATURE, BODY)).isEqualTo(Verification.VALID);
  }

  @Test
  void noneOfSeveralSecretsIsRefused() {
    assertThat(verify(verifier("whsec_a", "whsec_b", "whsec_c"), TIMESTAMP, SIGNATURE, BODY))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "pa%41ss&x=1+2#frag|752e9daac51df7fa93cfdeb7d3d18d399d73a7c561e69310747cf16616843293",
        "{{GROQ}}|97624a4c986a75e330419164c317b3beed116f03c9d54bf2421f1844281278fc",
        "it's \"quoted\" here|0877b286c6013bb236b39437dc97c5df201e51a57193d984f61d4be044283c1a",
        "Schlüssel-ключ-鍵-🔑|ce95efea5f4ea607dcbf160237e20df5d1916d07d7fcd091f1dd0dfdb47a54e0",
        "  leading and trailing  |f7990cc353e86365c4dd4ccfb5829c580565cc0744b39a247e2e6b45353ac54b"
      })
  void everyCharacterOfASecretCounts(String secret, String signature) {
    byte[] body = {'{', '}'};

    assertThat(verify(verifier(secret), TIMESTAMP, signature, body)).isEqualTo(Verification.VALID);
  }

  @Test
  void verifierWithoutSecretIsNotMade() {
    assertThatThrownBy(() -> verifier()).isInstanceOf(IllegalArgumentException.class);
  }

  // Timestamps

  @Test
  void missingTimestampIsRefused() {
    assertThat(verifyTimestamp(null)).isEqualTo(Verification.TIMESTAMP_MISSING);
  }

  @Test
  void emptyTimestampIsRefused() {
    assertThat(verifyTimestamp("")).isEqualTo(Verification.TIMESTAMP_MISSING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "\t",
        "NaN",
        "Infinity",
        "null",
        "now",
        "0x6553f100",
        "1.7e9",
        "1700000000.0",
        "1700000000,0",
        "+1700000000",
        "-1700000000",
        " 1700000000",
        "1700000000 ",
        "1700000000\n",
        "1700000000\u0000",
        "1700000000L",
        "1_700_000_000",
        "2023-11-14T22:13:20Z",
        // Seconds that overflow to the present in 64 bits: 2^64 + 1700000000.
        "18446744075409551616",
        "9223372036854775807",
        "9999999999999999999999999999999999999999",
        // 1700000000 in Arabic-Indic and in full-width digits.
        "\u0661\u0667\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660",
        "\uFF11\uFF17\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10"
      })
  void timestampThatIsNoPlainNumberIsRefused(String timestamp) {
    assertThat(verifyTimestamp(timestamp)).isEqualTo(Verification.TIMESTAMP_MALFORMED);
  }

  @Test
  void timestampInMillisecondsIsRefused() {
    assertThat(verifyTimestamp("1700000000000")).isEqualTo(Verification.TIMESTAMP_IN_FUTURE);
  }

  @Test
  void timestampOfMoreDigitsThanAnyTimeHasIsNoNumber() {
    assertThat(verifyTimestamp("9".repeat(15))).isEqualTo(Verification.TIMESTAMP_IN_FUTURE);
    assertThat(verifyTimestamp("9".repeat(16))).isEqualTo(Verification.TIMESTAMP_MALFORMED);
  }

  @Test
  void timestampOfAnotherTimeThanWasSignedIsRefused() {
    assertThat(verifyTimestamp("1700000001")).isEqualTo(Verification.SIGNATURE_MISMATCH);
  }

  @Test
  void sameTimeWrittenInAnotherWayThanWasSignedIsRefused() {
    assertThat(verifyTimestamp("01700000000")).isEqualTo(Verification.SIGNATURE_MISMATCH);
  }

  @ParameterizedTest
  @CsvSource({
    "-300, VALID",
    "-301, TIMESTAMP_IN_FUTURE",
    "300, VALID",
    "301, TIMESTAMP_TOO_OLD",
    "-86400, TIMESTAMP_IN_FUTURE",
    "86400, TIMESTAMP_TOO_OLD"
  })
  void toleranceHoldsToTheSecondInBothDirections(long age, Verification expected) {
    assertThat(
            verify(
                verifierAt(Instant.ofEpochSecond(NOW + age), SECRET), TIMESTAMP, SIGNATURE, BODY))
        .isEqualTo(expected);
  }

  @Test
  void fractionOfTheClocksSecondDoesNotCount() {
    Instant now = Instant.ofEpochSecond(NOW + 300, 999_999_999);

    assertThat(verify(verifierAt(now, SECRET), TIMESTAMP, SIGNATURE, BODY))
        .isEqualTo(Verification.VALID);
  }

  @Test
  void timestampZeroIsTooOld() {
    assertThat(verifyTimestamp("0")).isEqualTo(Verification.TIMESTAMP_TOO_OLD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT-300S"})
  void toleranceThatIsNotPositiveIsRefused(Duration tolerance) {
    List<Secret> secrets = List.of(Secret.of(SECRET));

    assertThatThrownBy(
            () ->
                new SignatureVerifier(
                    Sender.named("groq").scheme(), secrets, tolerance, Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(tolerance.toString());
  }

  // Other schemes

  @Test
  void schemeWithBase64AndWithoutTimestampIsVerified() {
    SignatureVerifier other = verifierOfOtherScheme();
    byte[] body = "{\"id\":\"evt_1\"}".getBytes(StandardCharsets.UTF_8);
    // printf 'v1:{"id":"evt_1"}' | openssl dgst -sha1 -hmac whsec_test -binary | base64
    Map<String, String> headers = Map.of("x-other", "WxdIgVR+1n85SJS0RrsNfZJOsLU=");

    assertThat(other.verify(headers::get, body)).isEqualTo(Verification.VALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // without padding, in the URL alphabet, with a line end, padding in the middle, too long,
        // hexadecimal
        "WxdIgVR+1n85SJS0RrsNfZJOsLU",
        "WxdIgVR-1n85SJS0RrsNfZJOsLU=",
        "WxdIgVR+1n85SJS0RrsNfZJOsL\n=",
        "WxdIgVR+1n85SJ=0RrsNfZJOsLU=",
        "WxdIgVR+1n85SJS0RrsNfZJOsLUA",
        "WxdIgVR+1n85SJS0RrsNfZJOsA==",
        "5b174881547ed67f394894b446bb0d7d924eb0b5"
      })
  void whatIsNotBase64OfASignatureIsMalformed(String signature) {
    Map<String, String> headers = Map.of("x-other", signature);

    assertThat(verifierOfOtherScheme().verify(headers::get, new byte[0]))
        .isEqualTo(Verification.SIGNATURE_MALFORMED);
  }

  private static SignatureVerifier verifierOfOtherScheme() {
    SignatureScheme scheme =
        SignatureScheme.of(
            "other",
            new SignatureHeaders("x-other", null, null),
            new SignatureKind("", SignatureAlgorithm.HMAC_SHA1, SignatureEncoding.BASE64),
            "v1:{body}");
    return new SignatureVerifier(
        scheme, List.of(Secret.of(SECRET)), Duration.ofMinutes(5), Clock.systemUTC());
  }

  @Test
  void findingIsToldInWords() {
    assertThat(verifyTimestamp("0").label()).isEqualTo("timestamp too old");
  }

  // Threads

  @Test
  void oneVerifierServesManyThreads() throws Exception {
    SignatureVerifier shared = verifier("whsec_other", SECRET);
    byte[] digits = HexFormat.of().parseHex(SIGNATURE);
    digits[0] ^= 1;
    String wrong = HexFormat.of().formatHex(digits);
    Callable<Boolean> task =
        () -> {
          for (int i = 0; i < 2_000; i++) {
            if (verify(shared, TIMESTAMP, SIGNATURE, BODY) != Verification.VALID
                || verify(shared, TIMESTAMP, wrong, BODY) != Verification.SIGNATURE_MISMATCH) {
              return false;
            }
          }
          return true;
        };
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<Boolean> result :
          threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> task).toList())) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
