package io.groqwebhooks.signature;

import org.jspecify.annotations.Nullable;

/**
 * How a sender signs, as data: where signature and timestamp stand, what is signed, by which
 * algorithm and in which encoding. A further sender is another value of this type, not another
 * class.
 *
 * @param name the scheme's name in configuration
 * @param signatureHeader the request header that carries the signature
 * @param timestampHeader the request header that carries the time of signing in Unix seconds, or
 *     null for a sender that signs no time
 * @param algorithm the MAC algorithm's name in the Java Cryptography Architecture, for instance
 *     {@code HmacSHA256}
 * @param encoding how the signature is written in its header
 * @param signedContent what is signed
 */
public record SignatureScheme(
    String name,
    String signatureHeader,
    @Nullable String timestampHeader,
    String algorithm,
    SignatureEncoding encoding,
    SignedContent signedContent) {

  /** Groq: hex HMAC-SHA256 over timestamp, a dot and the raw body. */
  public static final SignatureScheme GROQ =
      new SignatureScheme(
          "groq",
          "x-groq-signature",
          "x-groq-timestamp",
          "HmacSHA256",
          SignatureEncoding.HEX,
          SignedContent.parse("{timestamp}.{body}"));

  /**
   * @throws IllegalArgumentException if the timestamp has a header but is not signed, or is signed
   *     but has no header
   */
  public SignatureScheme {
    if ((timestampHeader != null) != signedContent.usesTimestamp()) {
      throw new IllegalArgumentException(
          "Scheme '"
              + name
              + "' must have a timestamp header if, and only if, its signed content has {timestamp}");
    }
  }
}
