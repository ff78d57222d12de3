package io.groqwebhooks.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The HMAC-SHA256 of a text that a sender has chosen, by which it sees that we know its secret. */
public final class ChallengeHmac {

  private static final String ALGORITHM = "HmacSHA256";

  private ChallengeHmac() {}

  /** In hexadecimal digits. */
  public static String hex(Secret secret, String text) {
    return HexFormat.of().formatHex(of(secret, text));
  }

  /** In base64. */
  public static String base64(Secret secret, String text) {
    return Base64.getEncoder().encodeToString(of(secret, text));
  }

  private static byte[] of(Secret secret, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
    }
  }
}
