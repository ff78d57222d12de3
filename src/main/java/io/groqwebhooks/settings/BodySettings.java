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
 * @param token whether the body is a signed token, whose claims are the event
 * @param inner the field whose text is the event, as JSON
 * @param onlySigned whether an event is made of those fields only that are signed
 * @param gzip what is signed where the body is compressed: {@code compressed} or {@code plain}
 * @param maxEvents how many a delivery may hold; by default 1,000
 */
public record BodySettings(
    @Nullable String contentTypes,
    @Nullable String form,
    @Nullable String events,
    @Nullable Boolean token,
    @Nullable String inner,
    @Nullable Boolean onlySigned,
    @Nullable String gzip,
    @Nullable Integer maxEvents) {

  /** Nothing is said. */
  public static final BodySettings NONE =
      new BodySettings(null, null, null, null, null, null, null, null);
}
