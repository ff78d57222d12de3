package io.groqwebhooks.settings;

import org.jspecify.annotations.Nullable;

/**
 * Where the envelope of an event is, if not where its sender's scheme has it: the settings under
 * {@code webhooks.sources.<name>.event}. Each is a JSON pointer or {@code header:<name>}; null is
 * what nobody has set. Immutable.
 *
 * @param id the id; {@code digest} is the hash of what is signed
 * @param type the type
 * @param created the time of creation, in Unix seconds or ISO 8601
 */
public record EventSettings(@Nullable String id, @Nullable String type, @Nullable String created) {

  /** All is where the scheme has it. */
  public static final EventSettings OF_THE_SCHEME = new EventSettings(null, null, null);
}
