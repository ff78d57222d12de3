package io.groqwebhooks.senders;

import com.sendgrid.helpers.eventwebhook.EventWebhook;
import com.sendgrid.helpers.eventwebhook.EventWebhookHeader;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.Signature;
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

  private static final KeyPair PAIR = pair();
  private static final KeyPair OTHER_PAIR = pair();

  SendGridLibraryTest() {
    super("sendgrid", text(PAIR), text(OTHER_PAIR));
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

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(KeyPair pair) {
    return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
  }

  @Override
  Map<String, String> weSign(String secret, String body, Instant time) throws Exception {
    String seconds = Long.toString(time.getEpochSecond());
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign((secret.equals(secret()) ? PAIR : OTHER_PAIR).getPrivate());
    signer.update(utf8(seconds + body));
    return headers(
        Map.of(TIMESTAMP, seconds, SIGNATURE, Base64.getEncoder().encodeToString(signer.sign())));
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) throws Exception {
    EventWebhook library = new EventWebhook();
    ECPublicKey key = library.ConvertPublicKeyToECDSA(secret);
    return library.VerifySignature(key, utf8(body), headers.get(SIGNATURE), headers.get(TIMESTAMP));
  }
}
