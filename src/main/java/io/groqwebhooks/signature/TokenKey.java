package io.groqwebhooks.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * A token that the sender shows as it is. What is compared are digests, so that not even its length
 * shows in the time that takes.
 */
final class TokenKey extends SignatureKey {

  private final byte[] token;
  private final byte[] expected;

  TokenKey(SignatureKind kind, byte[] token) {
    super(kind);
    this.token = token;
    this.expected = digest(token);
  }

  @Override
  byte[] decode(String text) {
    return digest(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  boolean verifies(List<byte[]> signatures, SignedRequest request) {
    return signatures.size() == 1 && MessageDigest.isEqual(expected, signatures.get(0));
  }

  @Override
  byte[] signature(SignedRequest request) {
    return expected;
  }

  @Override
  String sign(SignedRequest request) {
    return kind().prefix() + new String(token, StandardCharsets.UTF_8);
  }

  private byte[] digest(byte[] bytes) {
    return Digests.of(kind().algorithm().jcaName()).digest(bytes);
  }
}
