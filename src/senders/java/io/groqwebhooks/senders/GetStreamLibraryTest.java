package io.groqwebhooks.senders;

import io.getstream.chat.java.models.App;
import java.util.Map;

class GetStreamLibraryTest extends LibraryTest {

  GetStreamLibraryTest() {
    super("getstream", "b7q3kq2wzy5c", "c7q3kq2wzy5c");
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) {
    return App.verifyWebhookSignature(secret, body, headers.get("X-Signature"));
  }
}
