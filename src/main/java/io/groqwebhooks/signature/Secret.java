package io.groqwebhooks.signature;

import java.nio.charset.StandardCharsets;

/**
 * A secret shared with a sender. It never shows its value: {@link #toString()} is masked and there
 * is no public accessor.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Secret {

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /**
   * A secret with this text, every character counting, blanks included.
   *
   * @throws IllegalArgumentException if the text is empty or blank
   */
  public static Secret of(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("A secret must not be empty");
    }
    return new Secret(text);
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  boolean hasPrefix(String prefix) {
    return text.startsWith(prefix);
  }

  /** The text without the first of these prefixes that it has. */
  String withoutPrefix(String... prefixes) {
    for (String prefix : prefixes) {
      if (text.startsWith(prefix)) {
        return text.substring(prefix.length());
      }
    }
    return text;
  }

  @Override
  public String toString() {
    return "Secret[masked]";
  }
}
