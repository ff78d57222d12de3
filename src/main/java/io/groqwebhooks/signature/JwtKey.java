package io.groqwebhooks.signature;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A key for signed tokens, whose claims have to fit the request. */
abstract class JwtKey extends SignatureKey {

  JwtKey(SignatureKind kind) {
    super(kind);
  }

  @Override
  boolean mayBeCostly() {
    return true;
  }

  @Override
  boolean isCostly(SignedRequest request) {
    JsonWebToken token = request.token();
    return mayBeCostly() && token != null && token.isElliptic();
  }

  @Override
  final byte[] decode(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  final boolean verifies(List<byte[]> signatures, SignedRequest request) {
    JsonWebToken token = request.token();
    return token != null && hasSigned(token) && request.fitsClaims();
  }

  /** Whether it, or the private key to it, has signed the token. */
  abstract boolean hasSigned(JsonWebToken token);
}
