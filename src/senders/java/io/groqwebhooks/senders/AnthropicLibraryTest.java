package io.groqwebhooks.senders;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.UnwrapWebhookParams;
import com.anthropic.core.http.Headers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnthropicLibraryTest extends LibraryTest {

  private static final AnthropicClient CLIENT =
      AnthropicOkHttpClient.builder().apiKey("none").build();

  AnthropicLibraryTest() {
    super(
        "anthropic",
        "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) {
    Headers.Builder values = Headers.builder();
    headers.forEach(values::put);
    CLIENT
        .beta()
        .webhooks()
        .unwrap(
            UnwrapWebhookParams.builder()
                .body(body)
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
