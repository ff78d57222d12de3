package io.groqwebhooks.senders;

import com.gocardless.Webhook;
import java.util.Map;

class GoCardlessLibraryTest extends LibraryTest {

  GoCardlessLibraryTest() {
    super(
        "gocardless",
        "ED7D658C-D8EB-4941-948B-3973214F2D49",
        "1D7D658C-D8EB-4941-948B-3973214F2D49");
  }

  @Override
  String body(String text) {
    return "{\"events\":[{\"id\":\"EV1\",\"action\":\"created\",\"metadata\":{\"text\":\""
        + text
        + "\"}}]}";
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) {
    return Webhook.parse(body, headers.get("Webhook-Signature"), secret).size() == 1;
  }
}
