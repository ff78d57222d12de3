package io.groqwebhooks.senders;

import com.intuit.ipp.services.WebhooksService;
import com.intuit.ipp.util.Config;
import java.util.Map;

class QuickBooksLibraryTest extends LibraryTest {

  QuickBooksLibraryTest() {
    super(
        "quickbooks",
        "4f0b6e1c-8f0c-4a52-9f0e-3b6c8d6b7f11",
        "5f0b6e1c-8f0c-4a52-9f0e-3b6c8d6b7f11");
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) {
    Config.setProperty(Config.WEBHOOKS_VERIFIER_TOKEN, secret);
    return new WebhooksService().verifyPayload(headers.get("intuit-signature"), body);
  }
}
