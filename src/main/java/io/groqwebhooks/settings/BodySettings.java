package io.groqwebhooks.settings;

import org.jspecify.annotations.Nullable;

/**
 * What the body is: what a sender's file says under {@code body}, or the settings under {@code
 * webhooks.sources.<name>.body}; null is what nobody has said. Immutable.
 *
 * @param contentTypes content types under which JSON comes besides those of JSON
 * @param form how an event is read out of a form: {@code field:<name>} for JSON in a field, {@code
 *     fields} for all of them
 * @param events where the events are, if a delivery holds several
 * @param maxEvents how many a delivery may hold; by default 1,000
 */
public record BodySettings(
    @Nullable String contentTypes,
    @Nullable String form,
    @Nullable String events,
    @Nullable Integer maxEvents) {

  /** Nothing is said. */
  public static final BodySettings NONE = new BodySettings(null, null, null, null);
}
