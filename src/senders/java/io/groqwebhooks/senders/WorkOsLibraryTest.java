package io.groqwebhooks.senders;

import com.workos.webhooks.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkOsLibraryTest extends SigningLibraryTest {

  WorkOsLibraryTest() {
    super("workos", "2sQmnPyzTPbMcmlEbKgfqmJWWgkGkNMV", "3sQmnPyzTPbMcmlEbKgfqmJWWgkGkNMV");
  }

  @Override
  Map<String, String> sign(String secret, String body, Instant time) {
    String millis = Long.toString(time.toEpochMilli());
    return Map.of(
        "WorkOS-Signature",
        "t=" + millis + ", v1=" + new Webhook().createSignature(millis, body, secret));
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) throws Exception {
    new Webhook()
        .verifyHeader(
            body, headers.get("WorkOS-Signature"), secret, Webhook.DEFAULT_TOLERANCE_MILLIS);
    return true;
  }

  @Test
  void bothHaveTheSameTolerance() throws Exception {
    assertTolerance(Duration.ofMillis(Webhook.DEFAULT_TOLERANCE_MILLIS));
  }
}
