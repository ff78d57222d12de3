package io.groqwebhooks.signature;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sender's public key for RSA or ECDSA, which verifies and does not sign. */
final class PublicKeyOfSender extends SignatureKey {

  private final PublicKey key;

  PublicKeyOfSender(SignatureKind kind, String family, byte[] encoded) {
    super(kind);
    try {
      this.key = KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("it is no public key for " + family);
    }
  }

  @Override
  boolean verifies(List<byte[]> signatures, SignedRequest request) {
    return verifies(kind(), key, signatures, request, null);
  }

  /**
   * Whether one of the signatures is made with the private key to that one.
   *
   * @param secret what stands in the content for the secret
   */
  static boolean verifies(
      SignatureKind kind,
      PublicKey key,
      List<byte[]> signatures,
      SignedRequest request,
      byte @Nullable [] secret) {
    for (byte[] signature : signatures) {
      if (verifies(kind.algorithm().jcaName(), key, signature, request, secret)) {
        return true;
      }
    }
    return false;
  }

  private static boolean verifies(
      String algorithm,
      PublicKey key,
      byte[] signature,
      SignedRequest request,
      byte @Nullable [] secret) {
    try {
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      request.feed(part -> update(verifier, part), secret);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // Bytes that are no signature of this kind.
      return false;
    }
  }

  private static void update(Signature verifier, byte[] part) {
    try {
      verifier.update(part);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The verifier has its key", e);
    }
  }
}
