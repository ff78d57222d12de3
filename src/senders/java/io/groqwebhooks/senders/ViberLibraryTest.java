package io.groqwebhooks.senders;

import com.viber.bot.ViberSignatureValidator;
import java.util.Map;

class ViberLibraryTest extends LibraryTest {

  ViberLibraryTest() {
    super(
        "viber",
        "445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9",
        "545da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9");
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) {
    return new ViberSignatureValidator(secret)
        .isSignatureValid(headers.get("X-Viber-Content-Signature"), body);
  }
}
