package io.groqwebhooks.senders;

import com.onfido.webhooks.WebhookEventVerifier;
import java.util.Map;

class OnfidoLibraryTest extends LibraryTest {

  OnfidoLibraryTest() {
    super("onfido", "_ABC123abc123ABC123abc123ABC123_", "_ABC124abc123ABC123abc123ABC123_");
  }

  @Override
  String body(String text) {
    return "{\"payload\":{\"resource_type\":\"check\",\"action\":\"check.completed\",\"text\":\""
        + text
        + "\"}}";
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) throws Exception {
    return new WebhookEventVerifier(secret).readPayload(body, headers.get("X-SHA2-Signature"))
        != null;
  }
}
