package io.groqwebhooks.senders;

import com.pusher.rest.Pusher;
import com.pusher.rest.SignatureUtil;
import com.pusher.rest.data.Validity;
import java.time.Instant;
import java.util.Map;

class PusherLibraryTest extends SigningLibraryTest {

  private static final String KEY = "123456789";

  PusherLibraryTest() {
    super("pusher", "tofu", "beans");
  }

  @Override
  Map<String, String> sign(String secret, String body, Instant time) {
    return Map.of("X-Pusher-Key", KEY, "X-Pusher-Signature", SignatureUtil.sign(body, secret));
  }

  /** The library is told the key's name, by which we do not choose. */
  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) {
    return new Pusher("1", KEY, secret)
            .validateWebhookSignature(KEY, headers.get("X-Pusher-Signature"), body)
        == Validity.VALID;
  }
}
