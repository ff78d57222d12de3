package io.groqwebhooks.senders;

import com.box.sdk.BoxWebHookSignatureVerifier;
import com.box.sdk.BoxWebHookSignatureVerifier.BoxSignatureAlgorithm;
import com.box.sdkgen.managers.webhooks.WebhooksManager;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** By the older verifier, which signs, and the newer one, which looks at the time. */
class BoxLibraryTest extends SigningLibraryTest {

  private static final int SECONDS = 600;

  BoxLibraryTest() {
    super("box", "SamplePrimaryKey", "SampleSecondaryKey");
  }

  @Override
  Map<String, String> sign(String secret, String body, Instant time) {
    String timestamp = time.truncatedTo(ChronoUnit.SECONDS).toString();
    return Map.of(
        "Box-Delivery-Timestamp",
        timestamp,
        "Box-Signature-Primary",
        new BoxWebHookSignatureVerifier(secret, null)
            .sign(BoxSignatureAlgorithm.HMAC_SHA256, secret, body, timestamp));
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) {
    Map<String, String> values = new TreeMap<>();
    headers.forEach((name, value) -> values.put(name.toLowerCase(Locale.ROOT), value));
    values.put("box-signature-version", "1");
    values.put("box-signature-algorithm", "HmacSHA256");
    return new BoxWebHookSignatureVerifier(secret, null)
            .verify(
                "1",
                "HmacSHA256",
                headers.get("Box-Signature-Primary"),
                null,
                body,
                headers.get("Box-Delivery-Timestamp"))
        && WebhooksManager.validateMessage(body, values, secret, SECONDS);
  }

  @Test
  void bothHaveTheSameTolerance() throws Exception {
    assertTolerance(Duration.ofSeconds(SECONDS));
  }
}
