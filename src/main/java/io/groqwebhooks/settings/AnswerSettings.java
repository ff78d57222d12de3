package io.groqwebhooks.settings;

import org.jspecify.annotations.Nullable;

/**
 * The answer that a sender insists on when a delivery is accepted: what its file says under {@code
 * answer}, or the settings under {@code webhooks.sources.<name>.answer}; null is what nobody has
 * said. Immutable.
 *
 * @param status the status; by default 200
 * @param body the body; by default none
 * @param contentType the body's content type
 */
public record AnswerSettings(
    @Nullable Integer status, @Nullable String body, @Nullable String contentType) {

  /** Nothing is said. */
  public static final AnswerSettings NONE = new AnswerSettings(null, null, null);
}
