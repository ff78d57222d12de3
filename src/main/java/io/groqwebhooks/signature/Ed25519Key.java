package io.groqwebhooks.signature;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key for Ed25519: a public one of 32 bytes, or a private one with its public one behind it, as
 * libsodium writes it (a private one alone, which only signs, is taken too).
 */
final class Ed25519Key extends SignatureKey {

  private static final int KEY_LENGTH = 32;

  /** What RFC 8410 puts in front of the 32 bytes of a public key. */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final @Nullable PublicKey publicKey;
  private final @Nullable PrivateKey privateKey;

  Ed25519Key(SignatureKind kind, byte[] key, boolean isPrivate) {
    super(kind);
    if (!isPrivate && key.length == X509_PREFIX.length + KEY_LENGTH) {
      key = Arrays.copyOfRange(key, X509_PREFIX.length, key.length);
    }
    if (key.length != KEY_LENGTH && !(isPrivate && key.length == 2 * KEY_LENGTH)) {
      throw new IllegalArgumentException(
          "a key of Ed25519 has " + KEY_LENGTH + " bytes, not " + key.length);
    }
    try {
      KeyFactory factory = KeyFactory.getInstance("Ed25519");
      privateKey =
          isPrivate
              ? factory.generatePrivate(
                  new EdECPrivateKeySpec(
                      NamedParameterSpec.ED25519, Arrays.copyOf(key, KEY_LENGTH)))
              : null;
      publicKey =
          isPrivate && key.length == KEY_LENGTH
              ? null
              : factory.generatePublic(
                  new X509EncodedKeySpec(
                      concat(
                          X509_PREFIX,
                          Arrays.copyOfRange(key, key.length - KEY_LENGTH, key.length))));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("it is no key of Ed25519");
    }
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  @Override
  void checkCanVerify() {
    if (publicKey == null) {
      throw new IllegalArgumentException(
          "A private key (whsk_) of 32 bytes only signs; verifying needs the public one (whpk_)");
    }
  }

  @Override
  boolean verifies(List<byte[]> signatures, SignedRequest request) {
    if (publicKey == null) {
      return false;
    }
    byte[] content = content(request);
    for (byte[] signature : signatures) {
      if (verifies(publicKey, signature, content)) {
        return true;
      }
    }
    return false;
  }

  private static boolean verifies(PublicKey key, byte[] signature, byte[] content) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(content);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // Bytes that are no point on the curve, or out of range.
      return false;
    }
  }

  @Override
  byte[] signature(SignedRequest request) {
    if (privateKey == null) {
      throw new IllegalStateException(
          "A public key (whpk_) only verifies; signing needs the private one (whsk_)");
    }
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(privateKey);
      signer.update(content(request));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK since 15 has Ed25519", e);
    }
  }

  /** In one piece, because the algorithm reads its message twice. */
  private static byte[] content(SignedRequest request) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    request.feed(content::writeBytes);
    return content.toByteArray();
  }
}
