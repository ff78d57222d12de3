package io.groqwebhooks.claim;

import java.util.regex.Pattern;

/**
 * One attempt to handle an event.
 *
 * @param key the event's key in the store, {@code <source>:event:<id>}
 * @param owner names this very attempt; no two attempts, here or on another replica, have the same
 */
public record Claim(String key, String owner) {

  private static final Pattern OWNER = Pattern.compile("[0-9a-z]+-[0-9]+");

  /** The claim of a process's attempt of that number. */
  static Claim by(String process, long attempt, String key) {
    return new Claim(key, process + "-" + attempt);
  }

  /** Whether the text is what {@link #by} calls an owner, of whatever process. */
  public static boolean isOwner(String text) {
    return OWNER.matcher(text).matches();
  }
}
