package io.groqwebhooks.settings;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written as {@code 512KB}, {@code 1MB} or {@code 1024}. Immutable. */
public final class ByteSize {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,10})(B|KB|MB|GB|TB)?");
  private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

  private final long bytes;

  private ByteSize(long bytes) {
    this.bytes = bytes;
  }

  /** That many bytes. */
  public static ByteSize ofBytes(long bytes) {
    return new ByteSize(bytes);
  }

  /**
   * Reads a size, in units of 1024; a bare number is bytes.
   *
   * @throws IllegalArgumentException if the text is none; its message says what a size looks like
   */
  public static ByteSize parse(String text) {
    Matcher size = TEXT.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!size.matches()) {
      throw new IllegalArgumentException("a size such as 512KB or 1MB");
    }
    String unit = size.group(2) == null ? "B" : size.group(2);
    // Ten digits of terabytes still fit into 64 bits only in part.
    long count = Long.parseLong(size.group(1));
    if (count > Long.MAX_VALUE / factor(unit)) {
      throw new IllegalArgumentException("a size below " + new ByteSize(1L << 62));
    }
    return new ByteSize(count * factor(unit));
  }

  private static long factor(String unit) {
    return 1L << (10 * UNITS.indexOf(unit));
  }

  /** The number of bytes. */
  public long bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteSize size && size.bytes == bytes;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bytes);
  }

  /** The size as {@link #parse} reads it, in the largest unit that it fills exactly. */
  @Override
  public String toString() {
    for (int i = UNITS.size() - 1; i > 0; i--) {
      long one = factor(UNITS.get(i));
      if (bytes >= one && bytes % one == 0) {
        return bytes / one + UNITS.get(i);
      }
    }
    return bytes + "B";
  }
}
