package io.groqwebhooks.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the log over time, for charts. They are read anew at most twenty times within their
 * span, since to read them is to look at every delivery of the range. Safe for use by several
 * threads.
 */
final class Stats {

  private static final int READ_PER_SPAN = 20;

  /** A range of time up to now, and the spans that it is cut into. */
  private enum Range {
    HOUR(Duration.ofHours(1), Duration.ofMinutes(1)),
    DAY(Duration.ofDays(1), Duration.ofMinutes(30)),
    WEEK(Duration.ofDays(7), Duration.ofHours(3));

    private final Duration length;
    private final Duration span;

    Range(Duration length, Duration span) {
      this.length = length;
      this.span = span;
    }

    static Range of(@Nullable String text) {
      if (text == null) {
        return HOUR;
      }
      for (Range range : values()) {
        if (range.name().toLowerCase(Locale.ROOT).equals(text)) {
          return range;
        }
      }
      throw ConsoleException.bad("The parameter range must be hour, day or week.");
    }
  }

  private record Read(Instant at, Map<String, Object> numbers) {}

  private final Log log;
  private final Clock clock = Clock.systemUTC();
  private final ReentrantLock reading = new ReentrantLock();
  private final Map<Range, Read> read = new EnumMap<>(Range.class);

  Stats(Log log) {
    this.log = log;
  }

  /**
   * Counts by outcome, and how long senders waited.
   *
   * @param text the name of a range, or null for an hour
   */
  Map<String, Object> of(@Nullable String text) {
    Range range = Range.of(text);
    // Whoever comes while another waits for the database would only wait longer.
    if (!reading.tryLock()) {
      throw new ConsoleException(503, "The numbers are being read. Try again in a moment.");
    }
    try {
      return of(range);
    } finally {
      reading.unlock();
    }
  }

  private Map<String, Object> of(Range range) {
    Instant now = clock.instant();
    Read before = read.get(range);
    if (before == null || before.at().plus(range.span.dividedBy(READ_PER_SPAN)).isBefore(now)) {
      before = new Read(now, read(range, now));
      read.put(range, before);
    }
    return before.numbers();
  }

  private Map<String, Object> read(Range range, Instant now) {
    long seconds = range.span.toSeconds();
    // Whole spans, of which the last is the one that is now.
    Instant to = Instant.ofEpochSecond((now.getEpochSecond() / seconds + 1) * seconds);
    Instant from = to.minus(range.length);
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("from", from.toString());
    numbers.put("to", to.toString());
    numbers.put("spanSeconds", seconds);
    numbers.put(
        "counts",
        log.ask(queries -> queries.counts(from, to, range.span)).stream()
            .map(
                each ->
                    Map.of(
                        "begin", each.begin().toString(),
                        "outcome", each.outcome(),
                        "count", each.count()))
            .toList());
    numbers.put(
        "latencies",
        log.ask(queries -> queries.latencies(from, to, range.span)).stream()
            .map(
                each ->
                    Map.of(
                        "begin", each.begin().toString(),
                        "medianMicros", each.medianMicros(),
                        "p99Micros", each.p99Micros()))
            .toList());
    return numbers;
  }
}
