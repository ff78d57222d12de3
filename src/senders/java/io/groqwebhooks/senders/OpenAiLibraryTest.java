package io.groqwebhooks.senders;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.models.webhooks.WebhookVerificationParams;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenAiLibraryTest extends LibraryTest {

  private static final OpenAIClient CLIENT = OpenAIOkHttpClient.builder().apiKey("none").build();

  OpenAiLibraryTest() {
    super(
        "openai",
        "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) {
    Headers.Builder values = Headers.builder();
    headers.forEach(values::put);
    CLIENT
        .webhooks()
        .verifySignature(
            WebhookVerificationParams.builder()
                .payload(body)
                .headers(values.build())
                .secret(secret)
                .build());
    return true;
  }

  @Test
  void bothHaveTheSameTolerance() throws Exception {
    assertTolerance(Duration.ofMinutes(5));
  }
}
