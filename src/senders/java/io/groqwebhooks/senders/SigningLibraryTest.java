package io.groqwebhooks.senders;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.signature.Verification;
import io.groqwebhooks.source.Sender;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The same for a library that also signs. */
abstract class SigningLibraryTest extends LibraryTest {

  SigningLibraryTest(String name, String secret, String otherSecret) {
    super(name, secret, otherSecret);
  }

  SigningLibraryTest(Sender sender, String secret, String otherSecret) {
    super(sender, secret, otherSecret);
  }

  /** The headers with which the library signs the body. */
  abstract Map<String, String> sign(String secret, String body, Instant time) throws Exception;

  @Override
  final Map<String, String> genuine(String secret, String body, Instant time) throws Exception {
    return headers(sign(secret, body, time));
  }

  @Test
  void weAcceptWhatTheLibrarySigns() throws Exception {
    for (String body : bodies()) {
      assertThat(verify(genuine(body), body)).as("%s", body).isEqualTo(Verification.VALID);
    }
  }
}
