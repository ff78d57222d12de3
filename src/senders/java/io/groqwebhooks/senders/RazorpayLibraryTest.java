package io.groqwebhooks.senders;

import com.razorpay.Utils;
import java.time.Instant;
import java.util.Map;

class RazorpayLibraryTest extends SigningLibraryTest {

  RazorpayLibraryTest() {
    super("razorpay", "123456", "123457");
  }

  @Override
  Map<String, String> sign(String secret, String body, Instant time) throws Exception {
    return Map.of("X-Razorpay-Signature", Utils.getHash(body, secret));
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) throws Exception {
    return Utils.verifyWebhookSignature(body, headers.get("X-Razorpay-Signature"), secret);
  }
}
