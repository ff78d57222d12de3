package io.groqwebhooks.senders;

import com.linecorp.bot.parser.LineSignatureValidator;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

class LineLibraryTest extends SigningLibraryTest {

  LineLibraryTest() {
    super("line", "8c570fa6dd201bb328f1c1eac23a96d8", "1c570fa6dd201bb328f1c1eac23a96d8");
  }

  @Override
  Map<String, String> sign(String secret, String body, Instant time) {
    byte[] signature = new LineSignatureValidator(utf8(secret)).generateSignature(utf8(body));
    return Map.of("x-line-signature", Base64.getEncoder().encodeToString(signature));
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) {
    return new LineSignatureValidator(utf8(secret))
        .validateSignature(utf8(body), headers.get("x-line-signature"));
  }
}
