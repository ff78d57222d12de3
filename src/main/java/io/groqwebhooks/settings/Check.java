package io.groqwebhooks.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Defaults and checks of settings, each failing with a sentence that names the property. */
final class Check {

  private Check() {}

  static <T> T orDefault(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  /** A variable that is not set may give a blank text. */
  static @Nullable String blankIsNone(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  static void atLeast(Duration least, String property, Duration value) {
    InvalidSettingException.unless(
        value.compareTo(least) >= 0, property, "at least " + least.toMillis() + " ms", value);
  }

  static void positive(String property, long value) {
    InvalidSettingException.unless(value > 0, property, "positive", value);
  }
}
