package io.groqwebhooks.signature;

import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key in a certificate whose address the request tells; it is fetched from known hosts only.
 */
final class CertificateKey extends SignatureKey {

  private final Certificates certificates;
  private final byte @Nullable [] secret;

  CertificateKey(SignatureKind kind, Certificates certificates, @Nullable Secret secret) {
    super(kind);
    this.certificates = certificates;
    this.secret = secret == null ? null : secret.bytes();
  }

  @Override
  boolean verifies(List<byte[]> signatures, SignedRequest request) {
    PublicKey key = certificates.key(request.certificate());
    return key != null && PublicKeyOfSender.verifies(kind(), key, signatures, request, secret);
  }

  @Override
  byte[] signature(SignedRequest request) {
    throw new IllegalStateException("A public key only verifies; only its sender can sign");
  }
}
