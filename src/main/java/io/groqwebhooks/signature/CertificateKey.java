package io.groqwebhooks.signature;

import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key in a certificate whose address the request tells. */
final class CertificateKey extends SignatureKey {

  private final Certificates certificates;
  private final byte @Nullable [] secret;

  CertificateKey(SignatureKind kind, Certificates certificates, @Nullable Secret secret) {
    super(kind);
    this.certificates = certificates;
    this.secret = secret == null ? null : secret.bytes();
  }

  @Override
  void prepare(SignedRequest request) {
    certificates.prepare(request.certificate());
  }

  @Override
  boolean verifies(List<byte[]> signatures, SignedRequest request) {
    PublicKey key = certificates.key(request.certificate());
    boolean valid =
        key != null && PublicKeyOfSender.verifies(kind(), key, signatures, request, secret);
    if (valid) {
      certificates.proven(request.certificate());
    }
    return valid;
  }
}
