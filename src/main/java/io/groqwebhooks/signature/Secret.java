package io.groqwebhooks.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A secret shared with a sender. It never shows its value: {@link #toString()} is masked and there
 * is no public accessor.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Secret {

  private static final String PEM = "-----BEGIN";
  private static final char REPLACEMENT = '\uFFFD';

  /** No secret: what a variable that is not set gives. */
  public static final Secret NONE = new Secret("");

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

  /** Whether it holds a character that the locale could not read, and that Java has replaced. */
  public boolean isGarbled() {
    return text.indexOf(REPLACEMENT) >= 0;
  }

  /**
   * Whether it ends as a line does, which no sender's secret does, but for a key in PEM: it was
   * read from a file, say.
   */
  public boolean endsInLineEnd() {
    return !text.contains(PEM) && (text.endsWith("\n") || text.endsWith("\r"));
  }

  /** The text, for whom it is a secret of; never for a log, a file or an answer. */
  public String text() {
    return text;
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
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(secret.bytes(), bytes());
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "Secret[masked]";
  }
}
