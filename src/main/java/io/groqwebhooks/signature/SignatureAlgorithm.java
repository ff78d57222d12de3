package io.groqwebhooks.signature;

/** How a signature is computed. */
public enum SignatureAlgorithm {
  /** HMAC with SHA-1, for senders that have nothing better. */
  HMAC_SHA1("HmacSHA1", 20, 5),
  /** HMAC with SHA-256. */
  HMAC_SHA256("HmacSHA256", 32, 5),
  /** HMAC with SHA-384. */
  HMAC_SHA384("HmacSHA384", 48, 5),
  /** HMAC with SHA-512. */
  HMAC_SHA512("HmacSHA512", 64, 5),
  /** Ed25519 of RFC 8032: verified with a public key, signed with a private one. */
  ED25519("Ed25519", 64, 3),
  /** ECDSA with SHA-256, written in DER: verified with a public key. */
  ECDSA_SHA256("SHA256withECDSA", SignatureAlgorithm.ANY_LENGTH, 3),
  /** RSA of PKCS #1 v1.5 with SHA-256: verified with a public key. */
  RSA_SHA256("SHA256withRSA", SignatureAlgorithm.ANY_LENGTH, 3),
  /** RSA of PKCS #1 v1.5 with SHA-512: verified with a public key. */
  RSA_SHA512("SHA512withRSA", SignatureAlgorithm.ANY_LENGTH, 3),
  /** RSA of PKCS #1 v1.5 with SHA-1, for senders that have nothing better. */
  RSA_SHA1("SHA1withRSA", SignatureAlgorithm.ANY_LENGTH, 3),
  /** SHA-1 of a content that holds the secret, for senders that have nothing better. */
  SHA1("SHA-1", 20, 5),
  /** SHA-256 of a content that holds the secret, for senders that have nothing better. */
  SHA256("SHA-256", 32, 5),
  /** A signed token of RFC 7519, whose claims bind it to the request. */
  JWT("JWT", SignatureAlgorithm.ANY_LENGTH, 1),
  /** No signature at all: the sender shows the secret itself, and the body is not protected. */
  TOKEN("SHA-256", 32, 1);

  /** Signatures are as long as their keys, or as their numbers happen to be. */
  static final int ANY_LENGTH = -1;

  private final String jcaName;
  private final int length;
  private final int most;

  SignatureAlgorithm(String jcaName, int length, int most) {
    this.jcaName = jcaName;
    this.length = length;
    this.most = most;
  }

  /** The name in the Java Cryptography Architecture of what it is computed with. */
  String jcaName() {
    return jcaName;
  }

  /** How many bytes a signature has, or {@link #ANY_LENGTH}. */
  int length() {
    return length;
  }

  /**
   * How many signatures a request may bring: as many as a sender that is known writes while it
   * changes its key, and fewer where each costs a millisecond.
   */
  int most() {
    return most;
  }

  /** Whether verifying costs a hundred times what other algorithms cost. */
  boolean isCostly() {
    return this == ED25519 || this == ECDSA_SHA256;
  }
}
