package io.groqwebhooks.settings;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as settings write them: {@code 200ms}, {@code 5m}, {@code 7d}, ISO 8601 ({@code PT5M}),
 * or a bare number of milliseconds. Everything that reads settings reads them here, because Spring
 * and Camel read some of these differently.
 */
public final class DurationText {

  private static final Pattern SIMPLE = Pattern.compile("([+-]?[0-9]{1,15})(NS|US|MS|S|M|H|D)?");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "NS", ChronoUnit.NANOS,
          "US", ChronoUnit.MICROS,
          "MS", ChronoUnit.MILLIS,
          "S", ChronoUnit.SECONDS,
          "M", ChronoUnit.MINUTES,
          "H", ChronoUnit.HOURS,
          "D", ChronoUnit.DAYS);

  private DurationText() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if the text is none; its message says what a duration looks
   *     like
   */
  public static Duration parse(String text) {
    String upper = text.strip().toUpperCase(Locale.ROOT);
    Matcher simple = SIMPLE.matcher(upper);
    try {
      if (simple.matches()) {
        String unit = simple.group(2) == null ? "MS" : simple.group(2);
        return Duration.of(Long.parseLong(simple.group(1)), UNITS.get(unit));
      }
      return Duration.parse(upper);
    } catch (java.time.DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("a duration such as 200ms or 5m", e);
    }
  }
}
