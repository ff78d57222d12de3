package io.groqwebhooks.deliveries;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers by which the deliveries of an event are found: ten minutes of time, and a hash of the
 * event's identifier behind it. An index of the identifiers themselves would be written all over
 * the place with every delivery, which costs more than all the rest, and makes the file of H2 ten
 * times as large. Somebody who looks for an event looks into each ten minutes instead.
 */
final class EventKey {

  /** The time that is looked into at once. */
  static final Duration SPAN = Duration.ofMinutes(10);

  private static final long LOWER_32_BITS = 0xFFFF_FFFFL;

  private EventKey() {}

  /**
   * The number of an event.
   *
   * @param millis when it came, in Unix milliseconds
   */
  static long of(String event, long millis) {
    return (millis / SPAN.toMillis()) << 32 | (event.hashCode() & LOWER_32_BITS);
  }

  /** Those of an event that came between these times, the newest first. */
  static List<Long> between(String event, long firstMillis, long lastMillis) {
    List<Long> keys = new ArrayList<>();
    for (long time = lastMillis; time > firstMillis - SPAN.toMillis(); time -= SPAN.toMillis()) {
      keys.add(of(event, time));
    }
    return keys;
  }
}
