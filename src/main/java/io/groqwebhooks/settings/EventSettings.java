package io.groqwebhooks.settings;

import org.jspecify.annotations.Nullable;

/**
 * Where the envelope of an event is: what a sender's file says under {@code event}, or the settings
 * under {@code webhooks.sources.<name>.event}. A place is a JSON pointer, {@code header:<name>},
 * {@code text:<word>}, {@code claim:<name>}, {@code outer:/<name>}, {@code signed-id}, {@code
 * unique} or {@code digest}; several are joined by {@code " + "}, and alternatives are written with
 * commas. Null is what nobody has said. Immutable.
 *
 * @param id the id; {@code digest} is the hash of what is signed
 * @param type the type
 * @param created the time of creation, in Unix seconds, Unix milliseconds or ISO 8601
 * @param subject what the event is about, such as an account
 * @param integers whether id and type may be integers; by default they may
 */
public record EventSettings(
    @Nullable String id,
    @Nullable String type,
    @Nullable String created,
    @Nullable String subject,
    @Nullable Boolean integers) {

  /** Nothing is said. */
  public static final EventSettings NONE = new EventSettings(null, null, null, null, null);
}
