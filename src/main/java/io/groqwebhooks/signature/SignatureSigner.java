package io.groqwebhooks.signature;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Signs a body as a sender would: for test events and for the replay of dead letters.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SignatureSigner {

  private final SignatureScheme scheme;
  private final Hmac hmac;

  /** A signer that signs by the scheme with the secret. */
  public SignatureSigner(SignatureScheme scheme, Secret secret) {
    this.scheme = scheme;
    this.hmac = new Hmac(scheme, secret);
  }

  /**
   * The request headers that sign the body.
   *
   * @param timestamp the time of signing; its fraction of a second is dropped
   */
  public Map<String, String> sign(byte[] body, Instant timestamp) {
    Map<String, String> headers = new LinkedHashMap<>();
    String seconds = Long.toString(timestamp.getEpochSecond());
    if (scheme.timestampHeader() != null) {
      headers.put(scheme.timestampHeader(), seconds);
    }
    headers.put(scheme.signatureHeader(), scheme.encoding().encode(hmac.sign(seconds, body)));
    return headers;
  }
}
