package io.groqwebhooks.signature;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key with which signatures of one kind are computed and checked. Safe for several threads. */
abstract class SignatureKey {

  private final SignatureKind kind;

  SignatureKey(SignatureKind kind) {
    this.kind = kind;
  }

  /**
   * The key with which the secret signs in the scheme.
   *
   * @throws IllegalArgumentException if it means none; the message does not show it
   */
  static SignatureKey of(SignatureScheme scheme, Secret secret) {
    return all(scheme, secret).get(0);
  }

  /**
   * The keys that the secret means in the scheme, one for each kind of signature; at least one.
   *
   * @throws IllegalArgumentException if it means none; the message does not show it
   */
  static List<SignatureKey> all(SignatureScheme scheme, Secret secret) {
    List<SignatureKey> keys = new ArrayList<>();
    for (SignatureKind kind : scheme.kinds()) {
      if (kind.keyFormat().accepts(secret)) {
        try {
          keys.add(of(kind, secret));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "The secret is no key of scheme '" + scheme.name() + "': " + e.getMessage());
        }
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("The secret is no key of scheme '" + scheme.name() + "'");
    }
    return keys;
  }

  private static SignatureKey of(SignatureKind kind, Secret secret) {
    byte[] key = kind.keyFormat().key(secret);
    return switch (kind.algorithm()) {
      case HMAC_SHA1, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> new HmacKey(kind, key);
      case ECDSA_SHA256 -> new PublicKeyOfSender(kind, "EC", key);
      case RSA_SHA1, RSA_SHA256, RSA_SHA512 -> new PublicKeyOfSender(kind, "RSA", key);
      case ED25519 -> new Ed25519Key(kind, key, secret.hasPrefix("whsk_"));
      case SHA1, SHA256 -> new HashKey(kind, key);
      case JWT -> new KnownJwtKey(kind, key);
      case TOKEN -> new TokenKey(kind, key);
    };
  }

  final SignatureKind kind() {
    return kind;
  }

  /** Whether there are requests for which it {@link #isCostly}. */
  boolean mayBeCostly() {
    return kind.algorithm().isCostly();
  }

  /** Whether verifying the request costs a hundred times what it costs with other keys. */
  boolean isCostly(SignedRequest request) {
    return mayBeCostly();
  }

  /**
   * Fetches what is needed for this request, if it is not at hand.
   *
   * @throws KeyUnavailableException if it cannot be fetched now
   */
  void prepare(SignedRequest request) {}

  /**
   * @throws IllegalArgumentException if this key can only sign
   */
  void checkCanVerify() {}

  /** Those of the texts that are signatures of this kind, decoded; none if there are too many. */
  List<byte[]> signaturesIn(List<String> texts) {
    List<byte[]> signatures = new ArrayList<>(texts.size());
    for (String text : texts) {
      if (text.startsWith(kind.prefix())) {
        if (signatures.size() == kind.algorithm().most()) {
          return List.of();
        }
        byte[] signature = decode(text.substring(kind.prefix().length()));
        if (signature != null) {
          signatures.add(signature);
        }
      }
    }
    return signatures;
  }

  byte @Nullable [] decode(String text) {
    return kind.encoding().decode(text, kind.algorithm().length());
  }

  /** Whether one of the signatures is that of the request. */
  abstract boolean verifies(List<byte[]> signatures, SignedRequest request);

  /** Compares all, each in constant time. */
  static boolean isAnyOf(List<byte[]> signatures, byte[] expected) {
    boolean valid = false;
    for (byte[] signature : signatures) {
      valid |= MessageDigest.isEqual(expected, signature);
    }
    return valid;
  }

  /** The request's signature, as a header holds it. */
  String sign(SignedRequest request) {
    return kind.prefix() + kind.encoding().encode(signature(request));
  }

  /**
   * The request's signature.
   *
   * @throws IllegalStateException if this key can only verify
   */
  byte[] signature(SignedRequest request) {
    throw new IllegalStateException("A public key only verifies; only its sender can sign");
  }
}
