package io.groqwebhooks.console;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request says in its query or form, each in its bounds. */
final class Parameters {

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
  private static final int LONGEST_TIME = 40;
  private static final int LONGEST_NUMBER = 12;

  private final HttpServletRequest request;

  Parameters(HttpServletRequest request) {
    this.request = request;
  }

  /**
   * Does nothing if the request has no other parameters.
   *
   * @throws ConsoleException if it has one that means nothing, since what was meant by it is not
   *     done
   */
  void allow(Collection<String> names) {
    for (String name : request.getParameterMap().keySet()) {
      if (!names.contains(name)) {
        throw ConsoleException.bad(
            "There must be no other parameters than " + String.join(", ", names) + ".");
      }
    }
  }

  /** The parameter without blanks around it, or null if there is nothing in it. */
  @Nullable String text(String name, int longest) {
    String value = request.getParameter(name);
    if (value == null || value.isBlank()) {
      return null;
    }
    String text = value.strip();
    if (text.length() > longest) {
      throw ConsoleException.bad(
          "The parameter " + name + " is longer than " + longest + " characters.");
    }
    if (text.indexOf('\0') >= 0) {
      throw ConsoleException.bad("The parameter " + name + " holds a character that no value has.");
    }
    return text;
  }

  @Nullable UUID id(String name) {
    String text = text(name, LONGEST_TIME);
    return text == null ? null : id(name, text);
  }

  /** An identifier of a delivery. */
  static UUID id(String name, String text) {
    if (!ID.matcher(text).matches()) {
      throw ConsoleException.bad("The " + name + " must be a delivery's identifier.");
    }
    return UUID.fromString(text);
  }

  @Nullable Instant time(String name) {
    String text = text(name, LONGEST_TIME);
    if (text == null) {
      return null;
    }
    Instant time;
    try {
      // As forms of browsers have it, there is no offset.
      time =
          text.endsWith("Z") || text.indexOf('+') > 0
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw ConsoleException.bad(
          "The parameter " + name + " must be a time such as 2025-01-31T12:00:00Z.");
    }
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw ConsoleException.bad("The parameter " + name + " must be from 2000 to 2200.");
    }
    return time;
  }

  int number(String name, int otherwise, int least, int most) {
    return text(name, LONGEST_NUMBER) == null ? otherwise : number(name, least, most);
  }

  /** A number that has to be there. */
  int number(String name, int least, int most) {
    String text = text(name, LONGEST_NUMBER);
    int number;
    try {
      number = Integer.parseInt(text == null ? "" : text);
    } catch (NumberFormatException e) {
      number = least - 1;
    }
    if (number < least || number > most) {
      throw ConsoleException.bad(
          "The parameter " + name + " must be a number from " + least + " to " + most + ".");
    }
    return number;
  }
}
