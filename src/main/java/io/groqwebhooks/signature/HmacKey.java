package io.groqwebhooks.signature;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key for HMAC. Each computation works on a clone of the keyed prototype, which costs less than
 * looking the algorithm up and keying it again.
 */
final class HmacKey extends SignatureKey {

  private final Mac prototype;

  HmacKey(SignatureKind kind, byte[] key) {
    super(kind);
    String algorithm = kind.algorithm().jcaName();
    try {
      prototype = Mac.getInstance(algorithm);
      prototype.init(new SecretKeySpec(key, algorithm));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(
          "Every JDK has " + algorithm + ", with keys of any length", e);
    }
  }

  @Override
  boolean verifies(List<byte[]> signatures, SignedRequest request) {
    return isAnyOf(signatures, signature(request));
  }

  @Override
  byte[] signature(SignedRequest request) {
    try {
      Mac mac = (Mac) prototype.clone();
      request.feed(mac::update);
      return mac.doFinal();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(
          "The JDK's " + prototype.getAlgorithm() + " cannot be cloned", e);
    }
  }
}
