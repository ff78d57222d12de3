package io.groqwebhooks.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;

/** What verifies signed tokens, by the kind of key: each takes the algorithms of its kind only. */
final class TokenVerifiers {

  private TokenVerifiers() {}

  /**
   * For a shared secret.
   *
   * @throws IllegalArgumentException if it is too short for HS256, which is 32 bytes
   */
  static JWSVerifier ofSecret(byte[] secret) {
    try {
      return new MACVerifier(secret);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("a secret of signed tokens has 32 bytes or more");
    }
  }

  /**
   * For a public key as X.509 encodes it.
   *
   * @throws IllegalArgumentException if it is none of RSA or a curve of NIST
   */
  static JWSVerifier ofPublicKey(byte[] encoded) {
    for (String family : new String[] {"RSA", "EC"}) {
      try {
        return of(KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(encoded)));
      } catch (GeneralSecurityException | JOSEException e) {
        // Perhaps it is of the other family.
      }
    }
    throw new IllegalArgumentException("it is no public key for RSA or ECDSA");
  }

  private static JWSVerifier of(PublicKey key) throws JOSEException {
    return key instanceof RSAPublicKey rsa
        ? new RSASSAVerifier(rsa)
        : new ECDSAVerifier((ECPublicKey) key);
  }
}
