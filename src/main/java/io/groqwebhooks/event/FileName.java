package io.groqwebhooks.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.apache.camel.Handler;
import org.apache.camel.Header;

/**
 * Names for files that are named after what a sender has chosen: an event's id may hold slashes and
 * dots, be as long as 256 characters, or differ from another only by what a file system does not
 * tell apart. A bean of the name {@code webhookFileName} for routes, as in {@code
 * fileName=${bean:webhookFileName}.json}. Safe for use by several threads.
 */
public final class FileName {

  private static final int READABLE_LENGTH = 80;
  private static final int DIGEST_BYTES = 16;
  private static final Pattern ENDS_IN_DIGEST = Pattern.compile("-[0-9a-f]{32}$");

  /** Devices on Windows, whatever their extension. */
  private static final Pattern DEVICE = Pattern.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]");

  /**
   * A name for the event with this id: the id itself if it is made of at most 80 lower-case
   * letters, digits, hyphens and underscores, and means nothing to a file system; otherwise what is
   * readable of it, and a digest that keeps it apart from every other.
   */
  @Handler
  public String of(@Header(EventHeaders.ID) String id) {
    String readable = readable(id);
    return isPlain(id) && readable.equals(id)
        ? id
        : readable + "-" + digest(id.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Whether the id is its own name. File systems that do not tell upper case from lower would take
   * two ids for one, and an id that ends like a digest could be the name of another.
   */
  private static boolean isPlain(String id) {
    return !id.isEmpty()
        && id.chars().noneMatch(Character::isUpperCase)
        && !ENDS_IN_DIGEST.matcher(id).find()
        && !DEVICE.matcher(id).matches();
  }

  /** What of the text is harmless in a file's name, shortened. Texts may share it. */
  public static String readable(String text) {
    int length = Math.min(text.length(), READABLE_LENGTH);
    StringBuilder readable = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char character = text.charAt(i);
      boolean harmless =
          (character >= 'a' && character <= 'z')
              || (character >= 'A' && character <= 'Z')
              || (character >= '0' && character <= '9')
              || character == '-'
              || character == '_';
      readable.append(harmless ? character : '_');
    }
    return readable.toString();
  }

  /** Enough of the SHA-256 of the parts, in hex, that nobody finds two that share it. */
  public static String digest(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        // Each part's length keeps what ends one from beginning the next.
        digest.update((part.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(part);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
