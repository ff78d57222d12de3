package io.groqwebhooks.console;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant when something is to be done with many: those that were there when
 * somebody looked, and of these the ones behind that with which it has ended the time before.
 *
 * @param seen when the newest of them was written that was there
 * @param at when the last one was written that was dealt with, or null for none
 * @param name its name, or empty for none
 */
record Mark(Instant seen, @Nullable Instant at, String name) {

  private static final int LONGEST = 400;

  /** All that were there. */
  static Mark all(Instant seen) {
    return new Mark(seen, null, "");
  }

  /**
   * The parameter {@code mark}, or null if there is none.
   *
   * @throws ConsoleException if it is no mark
   */
  static @Nullable Mark of(Parameters parameters) {
    String text = parameters.text("mark", LONGEST);
    if (text == null) {
      return null;
    }
    String[] parts = text.split("/", 3);
    try {
      if (parts.length == 3) {
        return new Mark(
            Instant.parse(parts[0]), parts[1].isEmpty() ? null : Instant.parse(parts[1]), parts[2]);
      }
    } catch (DateTimeException e) {
      // It is told below.
    }
    throw ConsoleException.bad("The parameter mark must be one that was answered.");
  }

  /** Whether the file is one of those that are meant. */
  boolean means(LetterFile file) {
    if (file.at().isAfter(seen)) {
      return false;
    }
    int order = at == null ? 1 : file.at().compareTo(at);
    return order > 0 || (order == 0 && file.name().compareTo(name) > 0);
  }

  /** Those behind this one. */
  Mark behind(LetterFile file) {
    return new Mark(seen, file.at(), file.name());
  }

  /** As a parameter has it. */
  String text() {
    return seen + "/" + (at == null ? "" : at) + "/" + name;
  }
}
