package io.groqwebhooks.signature;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a request brings to prove who sent it. Nothing in it is to be believed before a {@link
 * SignatureVerifier} found it valid. Immutable, but for the body that it shares.
 */
public final class SignedRequest {

  /** More elements than any sender writes into one header. */
  private static final int MAX_ELEMENTS = 16;

  private final SignedContent content;
  private final List<String> signatures;
  private final String timestamp;
  private final String id;
  private final List<String> values;
  private final byte[] body;

  /**
   * @param values those of the headers that the content has; fewer if one is missing
   */
  SignedRequest(
      SignedContent content,
      List<String> signatures,
      String timestamp,
      String id,
      List<String> values,
      byte[] body) {
    this.content = content;
    this.signatures = signatures;
    this.timestamp = timestamp;
    this.id = id;
    this.values = values;
    this.body = body;
  }

  /** The texts between separators; of too many just one, which is no signature. */
  static List<String> split(String text, String separator) {
    if (separator.isEmpty() || !text.contains(separator)) {
      return text.isEmpty() ? List.of() : List.of(text);
    }
    List<String> parts = new ArrayList<>();
    int begin = 0;
    for (int end = 0; end >= 0; begin = end + separator.length()) {
      if (parts.size() == MAX_ELEMENTS) {
        return List.of("");
      }
      end = text.indexOf(separator, begin);
      parts.add(end < 0 ? text.substring(begin) : text.substring(begin, end));
    }
    return parts;
  }

  /** What follows the prefix in the only text that begins with it; empty if there is no such. */
  static String only(List<String> texts, String prefix) {
    String found = "";
    for (String text : texts) {
      if (text.startsWith(prefix)) {
        if (!found.isEmpty()) {
          return "";
        }
        found = text.substring(prefix.length());
      }
    }
    return found;
  }

  /** The signed id of the event; empty if the scheme signs none. */
  public String id() {
    return id;
  }

  /**
   * The SHA-256 of the signed content, in hex: the same for the same content, whatever its headers.
   */
  public String contentDigest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      feed(digest::update);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** Gives the signed content, piece by piece. */
  void feed(Consumer<byte[]> consumer) {
    content.feed(consumer, timestamp, id, values, body);
  }

  List<String> signatures() {
    return signatures;
  }

  String timestamp() {
    return timestamp;
  }

  /** Whether all is there that is signed beside the body; the timestamp is looked at elsewhere. */
  boolean hasId() {
    return !content.usesId() || !id.isEmpty();
  }

  /** Whether all headers are there whose values are signed. */
  boolean hasValues() {
    return values.size() == content.headers().size();
  }

  boolean usesTimestamp() {
    return content.usesTimestamp();
  }
}
