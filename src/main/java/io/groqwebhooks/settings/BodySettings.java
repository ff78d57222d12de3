package io.groqwebhooks.settings;

import org.jspecify.annotations.Nullable;

/**
 * What the body is: what a sender's file says under {@code body}, or the settings under {@code
 * webhooks.sources.<name>.body}; null is what nobody has said. Immutable.
 *
 * @param contentTypes content types under which JSON comes besides those of JSON
 */
public record BodySettings(@Nullable String contentTypes) {

  /** Nothing is said. */
  public static final BodySettings NONE = new BodySettings(null);
}
