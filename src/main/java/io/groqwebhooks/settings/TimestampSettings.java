package io.groqwebhooks.settings;

import org.jspecify.annotations.Nullable;

/**
 * Where the time of signing is: what a sender's file says under {@code timestamp}, or the settings
 * under {@code webhooks.sources.<name>.timestamp}; null is what nobody has said. Immutable.
 *
 * @param claim the claim of a token with the time, if it is not one of those that tokens have for
 *     it
 * @param field the field of the body with the time, in place of a header
 * @param header the header with the time, one for each signature header
 * @param prefix what comes before the time, if it is an element of the signature's header
 * @param unit {@code seconds}, {@code milliseconds}, {@code iso8601}, or {@code none} if it is no
 *     time, or {@code any} of the others
 */
public record TimestampSettings(
    @Nullable String claim,
    @Nullable String field,
    @Nullable String header,
    @Nullable String prefix,
    @Nullable String unit) {

  /** Nothing is said. */
  public static final TimestampSettings NONE = new TimestampSettings(null, null, null, null, null);
}
