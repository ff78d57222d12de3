package io.groqwebhooks.senders;

import com.squareup.square.utilities.WebhooksHelper;
import java.util.Map;

class SquareLibraryTest extends LibraryTest {

  SquareLibraryTest() {
    super("square", "Ibxx_5AKakO-3qeNVR61Dw", "Ibxx_6AKakO-3qeNVR61Dw");
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) {
    return WebhooksHelper.verifySignature(
        body, headers.get("x-square-hmacsha256-signature"), secret, URL);
  }
}
