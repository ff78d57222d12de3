package io.groqwebhooks.signature;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** How a sender writes the time of signing. What is signed is that text, exactly as it came. */
public enum TimestampUnit {
  /** Unix seconds. */
  SECONDS {
    @Override
    long seconds(String text) {
      return number(text);
    }

    @Override
    public String format(Instant instant) {
      return Long.toString(instant.getEpochSecond());
    }
  },
  /** Unix milliseconds. */
  MILLISECONDS {
    @Override
    long seconds(String text) {
      long millis = number(text);
      return millis == MALFORMED ? MALFORMED : millis / 1000;
    }

    @Override
    public String format(Instant instant) {
      return Long.toString(instant.getEpochSecond() * 1000);
    }
  },
  /** ISO 8601 with an offset, such as {@code 2026-11-26T12:00:00.123Z}. */
  ISO8601 {
    @Override
    long seconds(String text) {
      if (text.length() > LONGEST_ISO) {
        return MALFORMED;
      }
      try {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from).getEpochSecond();
      } catch (DateTimeException e) {
        return MALFORMED;
      }
    }

    @Override
    public String format(Instant instant) {
      return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
  },
  /** Unix seconds, Unix milliseconds or ISO 8601, told apart by their looks. */
  ANY {
    @Override
    long seconds(String text) {
      long number = number(text);
      if (number == MALFORMED) {
        return ISO8601.seconds(text);
      }
      return number >= LEAST_MILLISECONDS ? number / 1000 : number;
    }

    @Override
    public String format(Instant instant) {
      return SECONDS.format(instant);
    }
  },
  /** No time at all, though it is signed in a time's place: nothing can be too old. */
  NONE {
    @Override
    long seconds(String text) {
      throw new IllegalStateException("There is no time in it");
    }

    @Override
    public String format(Instant instant) {
      return SECONDS.format(instant);
    }
  };

  /** What a text that is no time gives. */
  static final long MALFORMED = Long.MIN_VALUE;

  /** More digits than any time needs, and few enough that no arithmetic on them overflows. */
  private static final int MOST_DIGITS = 15;

  private static final int LONGEST_ISO = 40;

  /** Seconds until the year 5138, and milliseconds since 1973. */
  private static final long LEAST_MILLISECONDS = 100_000_000_000L;

  /** The Unix seconds that the text means, or {@link #MALFORMED}. */
  abstract long seconds(String text);

  /** The instant, to the second, as the sender would write it. */
  public abstract String format(Instant instant);

  private static long number(String text) {
    if (text.isEmpty() || text.length() > MOST_DIGITS) {
      return MALFORMED;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return MALFORMED;
      }
      number = 10 * number + (digit - '0');
    }
    return number;
  }
}
