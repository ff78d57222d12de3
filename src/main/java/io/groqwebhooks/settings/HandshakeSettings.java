package io.groqwebhooks.settings;

import org.jspecify.annotations.Nullable;

/**
 * The request by which a sender makes sure of the receiver: what its file says under {@code
 * handshake}, or the settings under {@code webhooks.sources.<name>.handshake}; null is what nobody
 * has said. Immutable.
 *
 * @param when the field at the top of the body that tells such a request, and its value, as in
 *     {@code /type=url_verification}
 * @param challenge the field at the top of the body with the text to show
 */
public record HandshakeSettings(@Nullable String when, @Nullable String challenge) {

  /** Nothing is said. */
  public static final HandshakeSettings NONE = new HandshakeSettings(null, null);
}
