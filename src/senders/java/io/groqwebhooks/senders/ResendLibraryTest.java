package io.groqwebhooks.senders;

import com.resend.services.webhooks.Webhooks;
import com.resend.services.webhooks.model.VerifyWebhookOptions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResendLibraryTest extends LibraryTest {

  ResendLibraryTest() {
    super(
        "resend",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) throws Exception {
    new Webhooks("none")
        .verify(
            VerifyWebhookOptions.builder()
                .payload(body)
                .addHeaders(headers)
                .secret(secret)
                .build());
    return true;
  }

  @Test
  void bothHaveTheSameTolerance() throws Exception {
    assertTolerance(Duration.ofMinutes(5));
  }
}
