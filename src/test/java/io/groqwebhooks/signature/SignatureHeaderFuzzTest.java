package io.groqwebhooks.signature;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.groqwebhooks.source.Sender;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * Header values that a client may send: never an exception, and never valid but for the genuine
 * ones. Runs on the recorded inputs; with {@code JAZZER_FUZZ=1} it looks for further ones.
 */
class SignatureHeaderFuzzTest {

  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final String TIMESTAMP = "1700000000";
  // printf '1700000000.{}' | openssl dgst -sha256 -hmac '{{GROQ}}'
  private static final String SIGNATURE =
      "97624a4c986a75e330419164c317b3beed116f03c9d54bf2421f1844281278fc";

  private final SignatureVerifier verifier =
      new SignatureVerifier(
          Sender.named("groq").scheme(),
          List.of(Secret.of("whsec_other"), Secret.of("{{GROQ}}")),
          Duration.ofMinutes(5),
          Clock.fixed(Instant.ofEpochSecond(1_700_000_000L), ZoneOffset.UTC));

  @FuzzTest
  void signature(byte[] header) {
    String signature = new String(header, StandardCharsets.UTF_8);

    expect(signature.equalsIgnoreCase(SIGNATURE), TIMESTAMP, signature);
  }

  @FuzzTest
  void timestamp(byte[] header) {
    String timestamp = new String(header, StandardCharsets.UTF_8);

    expect(timestamp.equals(TIMESTAMP), timestamp, SIGNATURE);
  }

  private void expect(boolean valid, String timestamp, String signature) {
    Map<String, String> headers =
        Map.of("x-groq-timestamp", timestamp, "x-groq-signature", signature);
    Verification finding = verifier.verify(headers::get, BODY);
    if (valid != (finding == Verification.VALID)) {
      throw new AssertionError(timestamp + " " + signature + ": " + finding);
    }
  }
}
