package io.groqwebhooks.signature;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    return sign(id, body, timestamp, place -> null);
  }

  /**
   * The request headers that sign the body, and the signature by its place, if that is a field of
   * the body.
   *
   * @param id the event's id, which some schemes sign
   * @param timestamp the time of signing; its fraction of a second is dropped
   * @param values gives the value at a place of the request that is no header, or null if there is
   *     none
   * @throws IllegalStateException if the secret is a key that only verifies
   */
  public Map<String, String> sign(
      String id, byte[] body, Instant timestamp, Function<String, @Nullable String> values) {
    SignatureHeaders names = scheme.headers().get(0);
    String time = scheme.timestampUnit().format(timestamp);
    Map<String, String> headers = new LinkedHashMap<>();
    if (names.id() != null) {
      headers.put(names.id(), id);
    }
    if (names.timestamp() != null && !SignatureHeaders.isInBody(names.timestamp())) {
      headers.put(names.timestamp(), time);
    }
    String signature =
        key.sign(
            new SignedRequest(
                scheme.signedContent(),
                List.of(),
                time,
                id,
                values(headers, values),
                body,
                null,
                scheme.claims(values, body),
                null));
    headers.put(
        names.signature(),
        scheme.timestampPrefix() == null
            ? signature
            : scheme.timestampPrefix() + time + scheme.separator() + signature);
    return headers;
  }

  /** Signed headers that nobody has given get a value, to be sent with the others. */
  private List<@Nullable String> values(
      Map<String, String> headers, Function<String, @Nullable String> values) {
    List<@Nullable String> found = new ArrayList<>();
    for (String place : scheme.signedContent().places()) {
      found.add(
          SignatureHeaders.isHeader(place)
              ? headers.computeIfAbsent(place, missing -> "test")
              : values.apply(place));
    }
    return found;
  }
}
