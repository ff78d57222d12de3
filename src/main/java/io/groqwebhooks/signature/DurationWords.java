package io.groqwebhooks.signature;

import java.time.Duration;

/** Durations as people say them, in one unit. */
final class DurationWords {

  private DurationWords() {}

  static String of(Duration duration) {
    if (duration.toDays() > 1) {
      return duration.toDays() + " days";
    }
    if (duration.toHours() > 1) {
      return duration.toHours() + " hours";
    }
    return duration.toMinutes() > 1
        ? duration.toMinutes() + " minutes"
        : duration.toSeconds() + " seconds";
  }
}
