package io.groqwebhooks.signature;

import java.security.MessageDigest;
import java.util.List;

/**
 * A secret that is hashed together with what is signed. This is weaker than an HMAC, and for
 * senders that have nothing else.
 */
final class HashKey extends SignatureKey {

  private final byte[] secret;

  HashKey(SignatureKind kind, byte[] secret) {
    super(kind);
    this.secret = secret;
  }

  @Override
  boolean verifies(List<byte[]> signatures, SignedRequest request) {
    return isAnyOf(signatures, signature(request));
  }

  @Override
  byte[] signature(SignedRequest request) {
    MessageDigest digest = Digests.of(kind().algorithm().jcaName());
    request.feed(digest::update, secret);
    return digest.digest();
  }
}
