package io.groqwebhooks.signature;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  private final List<@Nullable String> values;
  private final byte[] body;
  private final @Nullable JsonWebToken token;
  private final Map<String, SignedRequest> claims;
  private final @Nullable String certificate;

  /**
   * @param values those of the content's places, null where there is none
   * @param token the token that is the signature, or null if that is none
   * @param claims the contents that its claims have to be
   * @param certificate the address of the certificate with the key, or null if there is none
   */
  SignedRequest(
      SignedContent content,
      List<String> signatures,
      String timestamp,
      String id,
      List<@Nullable String> values,
      byte[] body,
      @Nullable JsonWebToken token,
      Map<String, SignedRequest> claims,
      @Nullable String certificate) {
    this.content = content;
    this.signatures = signatures;
    this.timestamp = timestamp;
    this.id = id;
    this.values = values;
    this.body = body;
    this.token = token;
    this.claims = claims;
    this.certificate = certificate;
  }

  /** A request that is signed otherwise than by a token, with a key that is at hand. */
  SignedRequest(
      SignedContent content,
      List<String> signatures,
      String timestamp,
      String id,
      List<@Nullable String> values,
      byte[] body) {
    this(content, signatures, timestamp, id, values, body, null, Map.of(), null);
  }

  /**
   * The texts between separators; of too many just one, which is no signature. Where the separator
   * holds a blank, as many blanks may be there as one likes.
   */
  static List<String> split(String text, String separator) {
    String mark = separator.strip();
    if (!mark.isEmpty() && !mark.equals(separator)) {
      return split(text, mark).stream().map(String::strip).toList();
    }
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
    MessageDigest digest = Digests.of("SHA-256");
    feed(digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Gives the signed content, piece by piece. */
  void feed(Consumer<byte[]> consumer) {
    feed(consumer, null);
  }

  /**
   * Gives the signed content, piece by piece.
   *
   * @param secret what stands in the content for the secret
   */
  void feed(Consumer<byte[]> consumer, byte @Nullable [] secret) {
    content.feed(consumer, timestamp, id, values, body, secret);
  }

  @Nullable JsonWebToken token() {
    return token;
  }

  @Nullable String certificate() {
    return certificate;
  }

  /** What the token's claims have to be, by their names. */
  Map<String, String> claims() {
    Map<String, String> texts = new LinkedHashMap<>();
    claims.forEach((name, content) -> texts.put(name, content.text()));
    return texts;
  }

  /** Whether the token's claims are those of this request. */
  boolean fitsClaims() {
    if (token == null) {
      return false;
    }
    boolean fits = true;
    for (Map.Entry<String, SignedRequest> claim : claims.entrySet()) {
      String said = token.claim(claim.getKey());
      fits &=
          said != null
              && claim.getValue().hasValues()
              && MessageDigest.isEqual(unpadded(said), unpadded(claim.getValue().text()));
    }
    return fits;
  }

  /** Base64 may end in signs that mean nothing, or do without them. */
  private static byte[] unpadded(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    return text.substring(0, end).getBytes(StandardCharsets.UTF_8);
  }

  private String text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    feed(text::writeBytes);
    return text.toString(StandardCharsets.UTF_8);
  }

  /** A claim of the token that signs the request; null if there is no such. */
  public @Nullable String claim(String name) {
    return token == null ? null : token.claim(name);
  }

  /**
   * The bytes of the token's claims.
   *
   * @throws IllegalStateException if no token signs the request
   */
  public byte[] tokenPayload() {
    if (token == null) {
      throw new IllegalStateException("No token signs the request");
    }
    return token.payload();
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

  /** Whether all values are there that are signed. */
  boolean hasValues() {
    return content.isComplete(values);
  }
}
