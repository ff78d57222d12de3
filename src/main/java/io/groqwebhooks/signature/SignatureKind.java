package io.groqwebhooks.signature;

/**
 * One kind of signature that a sender writes. A scheme may have several, told apart by their
 * prefixes.
 *
 * @param prefix what stands before the signature, such as {@code sha256=}; may be empty
 * @param algorithm how it is computed
 * @param encoding how its bytes are written
 * @param keyFormat how secrets are read as its keys
 */
public record SignatureKind(
    String prefix, SignatureAlgorithm algorithm, SignatureEncoding encoding, KeyFormat keyFormat) {

  /** A kind whose keys are the secrets' texts. */
  public SignatureKind(String prefix, SignatureAlgorithm algorithm, SignatureEncoding encoding) {
    this(prefix, algorithm, encoding, KeyFormat.TEXT);
  }
}
