package io.groqwebhooks.forward;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date. */
final class RetryAfter {

  static final String HEADER = "Retry-After";

  /** Nobody waits longer, and larger numbers would overflow somewhere. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final int LONGEST_TEXT = 40;

  private RetryAfter() {}

  /**
   * How long the text says to wait; null if it says nothing that can be read.
   *
   * @param now when it was received
   */
  static @Nullable Duration read(@Nullable String text, Instant now) {
    if (text == null || text.length() > LONGEST_TEXT) {
      return null;
    }
    String stripped = text.strip();
    try {
      Duration wait =
          stripped.chars().allMatch(digit -> digit >= '0' && digit <= '9')
              ? Duration.ofSeconds(Long.parseLong(stripped))
              : Duration.between(
                  now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(stripped, Instant::from));
      if (wait.isNegative()) {
        return Duration.ZERO;
      }
      return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    } catch (NumberFormatException | DateTimeException e) {
      return null;
    }
  }
}
