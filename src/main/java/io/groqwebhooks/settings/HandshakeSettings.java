package io.groqwebhooks.settings;

import org.jspecify.annotations.Nullable;

/**
 * The request by which a sender makes sure of the receiver: what its file says under {@code
 * handshake}, or the settings under {@code webhooks.sources.<name>.handshake}; null is what nobody
 * has said. A value is {@code query:<name>}, {@code header:<name>} or a JSON pointer. Immutable.
 *
 * @param method {@code GET}, {@code HEAD}, {@code OPTIONS} or {@code POST}
 * @param signed whether such a POST is signed: {@code true}, the default, {@code false} or {@code
 *     either}
 * @param when the value that tells such a request from others, and what it is, as in {@code
 *     /type=url_verification}
 * @param challenge the value to show
 * @param token the value that must be the source's {@code verify-token}
 * @param secret the value that is the secret from then on
 * @param status the answer's status; by default 200
 * @param answer the answer's body, a template
 * @param confirm where the address to fetch is
 * @param confirmAddress the addresses that may be fetched, as a regular expression
 * @param contentType the answer's content type
 * @param answerHeader headers of the answer, as in {@code X-Hook-Secret: {challenge}}
 */
public record HandshakeSettings(
    @Nullable String method,
    @Nullable String signed,
    @Nullable String when,
    @Nullable String challenge,
    @Nullable String token,
    @Nullable String secret,
    @Nullable Integer status,
    @Nullable String answer,
    @Nullable String confirm,
    @Nullable String confirmAddress,
    @Nullable String contentType,
    @Nullable String answerHeader) {

  /** Nothing is said. */
  public static final HandshakeSettings NONE =
      new HandshakeSettings(null, null, null, null, null, null, null, null, null, null, null, null);
}
