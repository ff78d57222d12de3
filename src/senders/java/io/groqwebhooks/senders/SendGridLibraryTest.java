package io.groqwebhooks.senders;

import com.sendgrid.helpers.eventwebhook.EventWebhook;
import com.sendgrid.helpers.eventwebhook.EventWebhookHeader;
import java.security.KeyPair;
import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Nobody but SendGrid can sign; here it is the JDK that does. */
class SendGridLibraryTest extends LibraryTest {

  private static final String SIGNATURE = EventWebhookHeader.SIGNATURE.toString();
  private static final String TIMESTAMP = EventWebhookHeader.TIMESTAMP.toString();

  private static final KeyPair PAIR = KeyPairs.of("EC");
  private static final KeyPair OTHER_PAIR = KeyPairs.of("EC");

  SendGridLibraryTest() {
    super("sendgrid", KeyPairs.publicKey(PAIR), KeyPairs.publicKey(OTHER_PAIR));
  }

  /** The library asks for it by name. */
  @BeforeAll
  static void addProvider() {
    Security.addProvider(new BouncyCastleProvider());
  }

  @AfterAll
  static void removeProvider() {
    Security.removeProvider(BouncyCastleProvider.PROVIDER_NAME);
  }

  @Override
  Map<String, String> weSign(String secret, String body, Instant time) throws Exception {
    String seconds = Long.toString(time.getEpochSecond());
    KeyPair pair = secret.equals(secret()) ? PAIR : OTHER_PAIR;
    byte[] signature = KeyPairs.sign("SHA256withECDSA", pair, seconds + body);
    return headers(
        Map.of(TIMESTAMP, seconds, SIGNATURE, Base64.getEncoder().encodeToString(signature)));
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) throws Exception {
    EventWebhook library = new EventWebhook();
    ECPublicKey key = library.ConvertPublicKeyToECDSA(secret);
    return library.VerifySignature(key, utf8(body), headers.get(SIGNATURE), headers.get(TIMESTAMP));
  }
}
