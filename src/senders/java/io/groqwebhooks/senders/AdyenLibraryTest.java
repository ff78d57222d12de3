package io.groqwebhooks.senders;

import com.adyen.util.HMACValidator;
import java.time.Instant;
import java.util.Map;

/** Of the platforms' webhooks, whose body is signed. */
class AdyenLibraryTest extends SigningLibraryTest {

  AdyenLibraryTest() {
    super(
        "adyen-platforms",
        "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00",
        "D1B1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00");
  }

  @Override
  Map<String, String> sign(String secret, String body, Instant time) throws Exception {
    return Map.of("HmacSignature", new HMACValidator().calculateHMAC(body, secret));
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) throws Exception {
    return new HMACValidator().validateHMAC(headers.get("HmacSignature"), secret, body);
  }
}
