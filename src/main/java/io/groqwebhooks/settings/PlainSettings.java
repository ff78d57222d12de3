package io.groqwebhooks.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * Settings that are plain properties, which nothing has converted yet.
 *
 * @param properties gives a property's value, or null if nobody has set it
 */
public record PlainSettings(Function<String, @Nullable String> properties) {

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})(B|KB|MB)?");

  /** The property's value, or that one if nobody has set it. */
  public String text(String property, String otherwise) {
    String text = properties.apply(property);
    return text == null ? otherwise : text.strip();
  }

  /**
   * A duration such as {@code 5m}.
   *
   * @throws InvalidSettingException if it is none
   */
  public Duration duration(String property, Duration otherwise) {
    String text = properties.apply(property);
    if (text == null) {
      return otherwise;
    }
    try {
      return Duration.ofMillis(TimeUtils.toMilliSeconds(text.strip()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // Camel throws the latter at what has no digit.
      throw new InvalidSettingException(
          property + " must be a duration such as 5m, not " + text, "Change " + property + ".");
    }
  }

  /**
   * A size such as {@code 512KB}, in bytes.
   *
   * @throws InvalidSettingException if it is none
   */
  public long size(String property, long otherwise) {
    String text = properties.apply(property);
    if (text == null) {
      return otherwise;
    }
    Matcher size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    InvalidSettingException.unless(
        size.matches(), property, "a size such as 512KB or 1MB", "'" + text + "'");
    int shift =
        switch (String.valueOf(size.group(2))) {
          case "KB" -> 10;
          case "MB" -> 20;
          default -> 0;
        };
    return Long.parseLong(size.group(1)) << shift;
  }

  /**
   * A whole number.
   *
   * @throws InvalidSettingException if it is none
   */
  public int number(String property, int otherwise) {
    String text = properties.apply(property);
    if (text == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new InvalidSettingException(
          property + " must be a whole number, not " + text, "Change " + property + ".");
    }
  }
}
