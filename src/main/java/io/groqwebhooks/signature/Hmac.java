package io.groqwebhooks.signature;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A keyed MAC of one scheme and secret. Safe for use by several threads: each computation works on
 * a clone of the keyed prototype, which costs less than looking the algorithm up and keying it
 * again.
 */
final class Hmac {

  private final Mac prototype;
  private final SignedContent content;

  Hmac(SignatureScheme scheme, Secret secret) {
    try {
      prototype = Mac.getInstance(scheme.algorithm());
      prototype.init(new SecretKeySpec(secret.key(), scheme.algorithm()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException(
          "Scheme '" + scheme.name() + "': no algorithm " + scheme.algorithm(), e);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("Scheme '" + scheme.name() + "': the secret is no key", e);
    }
    content = scheme.signedContent();
  }

  int length() {
    return prototype.getMacLength();
  }

  byte[] sign(String timestamp, byte[] body) {
    try {
      Mac mac = (Mac) prototype.clone();
      content.update(mac, timestamp, body);
      return mac.doFinal();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(
          "The JDK's " + prototype.getAlgorithm() + " cannot be cloned", e);
    }
  }
}
