package io.groqwebhooks.signature;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Signs a body as a sender would: for test events and for the replay of dead letters.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SignatureSigner {

  private final SignatureScheme scheme;
  private final SignatureKey key;

  /**
   * A signer that signs by the scheme with the secret.
   *
   * @throws IllegalArgumentException if the secret is no key of the scheme
   */
  public SignatureSigner(SignatureScheme scheme, Secret secret) {
    this.scheme = scheme;
    this.key = SignatureKey.of(scheme, secret);
  }

  /**
   * The request headers that sign the body.
   *
   * @param id the event's id, which some schemes sign
   * @param timestamp the time of signing; its fraction of a second is dropped
   * @throws IllegalStateException if the secret is a key that only verifies
   */
  public Map<String, String> sign(String id, byte[] body, Instant timestamp) {
    SignatureHeaders names = scheme.headers().get(0);
    String time = scheme.timestampUnit().format(timestamp);
    Map<String, String> headers = new LinkedHashMap<>();
    if (names.id() != null) {
      headers.put(names.id(), id);
    }
    if (names.timestamp() != null) {
      headers.put(names.timestamp(), time);
    }
    String signature =
        key.sign(
            new SignedRequest(scheme.signedContent(), List.of(), time, id, values(headers), body));
    headers.put(
        names.signature(),
        scheme.timestampPrefix() == null
            ? signature
            : scheme.timestampPrefix() + time + scheme.separator() + signature);
    return headers;
  }

  /** Signed headers that nobody has given get a value, to be sent with the others. */
  private List<String> values(Map<String, String> headers) {
    return scheme.signedContent().headers().stream()
        .map(name -> headers.computeIfAbsent(name, missing -> "test"))
        .toList();
  }
}
