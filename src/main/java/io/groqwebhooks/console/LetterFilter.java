package io.groqwebhooks.console;

import io.groqwebhooks.deadletter.DeadLetter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters somebody looks for; null is any.
 *
 * @param source the source's name
 * @param type the event's type
 * @param event the sender's identifier of the event
 * @param error a text within the error's message or class, in upper or lower case
 * @param from kept no earlier than this
 * @param to kept earlier than this
 */
record LetterFilter(
    @Nullable String source,
    @Nullable String type,
    @Nullable String event,
    @Nullable String error,
    @Nullable Instant from,
    @Nullable Instant to) {

  /** Any dead letter. */
  static final LetterFilter ANY = new LetterFilter(null, null, null, null, null, null);

  private static final int LONGEST_ERROR = 200;

  /**
   * @throws ConsoleException if a parameter is wrong
   */
  static LetterFilter of(Parameters parameters) {
    return new LetterFilter(
        parameters.text("source", Search.LONGEST_SOURCE),
        parameters.text("type", Search.LONGEST_TYPE),
        parameters.text("event", Search.LONGEST_EVENT),
        parameters.text("error", LONGEST_ERROR),
        parameters.time("from"),
        parameters.time("to"));
  }

  /** Whether it is narrowed at all. */
  boolean isNarrowed() {
    return !equals(ANY);
  }

  /** Whether one has to know what is in a file. */
  boolean isOfContent() {
    return source != null || type != null || event != null || error != null;
  }

  /** Whether it lets through what was kept then. */
  boolean fits(Instant at) {
    return (from == null || !at.isBefore(from)) && (to == null || at.isBefore(to));
  }

  /** Whether it lets through what is in a file. What cannot be read is of no source and type. */
  boolean fits(LetterFile.Found found) {
    DeadLetter letter = found.letter();
    if (letter == null) {
      return !isOfContent();
    }
    return (source == null || source.equals(letter.source()))
        && (type == null || type.equals(letter.type()))
        && (event == null || event.equals(letter.id()))
        && (error == null
            || holds(letter.errorMessage(), error)
            || holds(letter.errorClass(), error));
  }

  private static boolean holds(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  /** The same, of those that were kept no earlier. */
  LetterFilter since(Instant time) {
    return new LetterFilter(source, type, event, error, time, to);
  }

  /** As parameters; null is any. */
  Map<String, @Nullable Object> parameters() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("source", source);
    all.put("type", type);
    all.put("event", event);
    all.put("error", error);
    all.put("from", from);
    all.put("to", to);
    return all;
  }
}
