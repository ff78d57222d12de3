package io.groqwebhooks.signature;

import java.nio.charset.StandardCharsets;

/**
 * A secret shared with a sender. It never shows its value: {@link #toString()} is masked and there
 * is no public accessor.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Secret {

  private final byte[] key;

  private Secret(byte[] key) {
    this.key = key;
  }

  /**
   * A secret whose key is the text's UTF-8 bytes, every character counting, blanks included.
   *
   * @throws IllegalArgumentException if the text is empty or blank
   */
  public static Secret of(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("A secret must not be empty");
    }
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The key itself, for the computation of signatures; not a copy. */
  byte[] key() {
    return key;
  }

  @Override
  public String toString() {
    return "Secret[masked]";
  }
}
