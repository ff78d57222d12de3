package io.groqwebhooks.senders;

import static org.assertj.core.api.Assertions.assertThat;

import com.easypost.utils.Cryptography;
import com.easypost.utils.Utilities;
import io.groqwebhooks.signature.Verification;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EasyPostLibraryTest extends SigningLibraryTest {

  EasyPostLibraryTest() {
    super("easypost", "it's a secret", "another");
  }

  @Override
  Map<String, String> sign(String secret, String body, Instant time) {
    return Map.of(
        "X-Hmac-Signature",
        "hmac-sha256-hex="
            + Cryptography.toHMACSHA256HexDigest(utf8(body), secret, Normalizer.Form.NFKD));
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) throws Exception {
    return Utilities.validateWebhook(utf8(body), Map.copyOf(headers), secret) != null;
  }

  /** The library normalizes the secret, which the operator does for us. */
  @Test
  void weAcceptASecretThatIsNotAsciiInTheFormThatTheFileAsksFor() throws Exception {
    String secret = "Zo\u00eb \ufb01";
    String normalized = Normalizer.normalize(secret, Normalizer.Form.NFKD);
    String body = body("plain");
    Map<String, String> headers = sign(secret, body, Instant.now());

    assertThat(normalized).isNotEqualTo(secret);
    assertThat(accepts(secret, headers, body)).isTrue();
    assertThat(verify(sender("easypost"), normalized, headers, body)).isEqualTo(Verification.VALID);
  }
}
