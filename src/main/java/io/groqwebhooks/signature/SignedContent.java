package io.groqwebhooks.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a sender signs, as a template of literal text and placeholders; Groq's is {@code
 * {timestamp}.{body}}. Placeholders of the body are {@code {body}} for its bytes, {@code
 * {sha256:body}} for their hash in hex, {@code {base64:body}} for their base64, {@code {form}} for
 * the sorted fields of a form, and {@code {crc32:body}}, which proves nothing. Further ones are
 * {@code {id}}, {@code {timestamp}}, {@code {method}}, {@code {url}}, {@code {secret}}, {@code
 * {header:<name>}}, {@code {query:<name>}} and {@code {field:<JSON pointer>}}. What stands in
 * square brackets is left out if a value in it is missing.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SignedContent {

  /** The place of a form's sorted fields, for whoever looks up values. */
  public static final String FORM = "form:sorted";

  /** The place of the address that the sender posts to. */
  public static final String URL = "url:public";

  /** The place of that address without its query. */
  public static final String URL_WITHOUT_QUERY = "url:path";

  /** The place of the sorted parameters of that address, as they are written. */
  public static final String SORTED_QUERY = "url:query";

  /** The place of the SHA-256 of that address, in hex. */
  public static final String URL_SHA256 = "url:sha256";

  private static final Pattern TOKEN = Pattern.compile("\\{([^{}]*)}|\\[|]");

  private static final String HEADER = "header:";

  private static final Pattern OTHER_VALUE = Pattern.compile("(query|field):.+");

  /** Only such requests are received. */
  private static final String METHOD = "POST";

  private static final byte[] NO_SECRET = new byte[0];

  /** A piece of the content. */
  private sealed interface Part permits Literal, Known, Value, Optional {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Literal(byte[] bytes) implements Part {}

  /** What does not have to be looked up. */
  private enum Known implements Part {
    ID(false),
    TIMESTAMP(false),
    SECRET(false),
    BODY(true),
    BODY_SHA256(true),
    BODY_SHA256_BASE64(true),
    BODY_SHA256_BASE64URL(true),
    BODY_SHA512_BASE64(true),
    BODY_BASE64(true),
    BODY_CRC32(false);

    private final boolean isBody;

    Known(boolean isBody) {
      this.isBody = isBody;
    }
  }

  /** A value of the request, by its number among {@link #places()}. */
  private record Value(int index) implements Part {}

  /** What is left out unless all its values are there. */
  private record Optional(List<Part> parts) implements Part {}

  private final String template;
  private final List<Part> parts;
  private final List<String> places;

  /** The numbers of places without which there is no content. */
  private final List<Integer> required;

  private final boolean inLines;

  private SignedContent(
      String template, List<Part> parts, List<String> places, List<Integer> required) {
    this.template = template;
    this.parts = List.copyOf(parts);
    this.places = List.copyOf(places);
    this.required = List.copyOf(required);
    this.inLines = template.indexOf('\n') >= 0 && !coversBody();
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if it names an unknown placeholder, or the body more than
   *     once, or its brackets do not match
   */
  public static SignedContent parse(String template) {
    List<Part> parts = new ArrayList<>();
    List<String> places = new ArrayList<>();
    List<Integer> required = new ArrayList<>();
    List<Part> optional = null;
    Matcher matcher = TOKEN.matcher(template);
    int end = 0;
    while (matcher.find()) {
      List<Part> current = optional == null ? parts : optional;
      addLiteral(current, template.substring(end, matcher.start()));
      end = matcher.end();
      String name = matcher.group(1);
      if (name != null) {
        Part part = part(name, places, template);
        current.add(part);
        if (optional == null && part instanceof Value value) {
          required.add(value.index);
        } else if (optional != null
            && !(part instanceof Value value && !places.get(value.index).equals(FORM))) {
          throw wrong(template, "must not have {" + name + "} in brackets");
        }
      } else if (matcher.group().equals("[") && optional == null) {
        optional = new ArrayList<>();
      } else if (matcher.group().equals("]") && optional != null) {
        if (optional.stream().noneMatch(Value.class::isInstance)) {
          throw wrong(template, "has brackets without a value");
        }
        parts.add(new Optional(List.copyOf(optional)));
        optional = null;
      } else {
        throw wrong(template, "has a bracket without its other one");
      }
    }
    if (optional != null) {
      throw wrong(template, "has a bracket without its other one");
    }
    addLiteral(parts, template.substring(end));
    SignedContent content = new SignedContent(template, parts, places, required);
    if (content.bodies() > 1) {
      // Where the same bytes may come from two places, what they mean is anybody's choice.
      throw wrong(template, "must not hold the body more than once");
    }
    return content;
  }

  private static IllegalArgumentException wrong(String template, String problem) {
    return new IllegalArgumentException("Signed content '" + template + "' " + problem);
  }

  private static Part part(String name, List<String> places, String template) {
    String place =
        switch (name) {
          case "form" -> FORM;
          case "url" -> URL;
          case "sha256:url" -> URL_SHA256;
          case "url-without-query" -> URL_WITHOUT_QUERY;
          case "sorted-query" -> SORTED_QUERY;
          default -> OTHER_VALUE.matcher(name).matches() ? name : header(name);
        };
    if (place != null) {
      places.add(place);
      return new Value(places.size() - 1);
    }
    return switch (name) {
      case "method" -> new Literal(bytes(METHOD));
      case "id" -> Known.ID;
      case "timestamp" -> Known.TIMESTAMP;
      case "secret" -> Known.SECRET;
      case "body" -> Known.BODY;
      case "sha256:body" -> Known.BODY_SHA256;
      case "sha256-base64:body" -> Known.BODY_SHA256_BASE64;
      case "sha256-base64url:body" -> Known.BODY_SHA256_BASE64URL;
      case "sha512-base64:body" -> Known.BODY_SHA512_BASE64;
      case "base64:body" -> Known.BODY_BASE64;
      case "crc32:body" -> Known.BODY_CRC32;
      default ->
          throw new IllegalArgumentException(
              "Unknown placeholder {" + name + "} in signed content '" + template + "'");
    };
  }

  private static @Nullable String header(String name) {
    boolean header = name.startsWith(HEADER) && name.length() > HEADER.length();
    return header ? name.substring(HEADER.length()) : null;
  }

  private static void addLiteral(List<Part> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(new Literal(bytes(text)));
    }
  }

  private long bodies() {
    return parts.stream().filter(part -> part instanceof Known known && known.isBody).count()
        + places.stream().filter(FORM::equals).count();
  }

  /**
   * Whether the whole body is part of the content, so that a signature proves it. A form's fields
   * are its body, since nothing else is read of it.
   */
  public boolean coversBody() {
    return bodies() == 1;
  }

  boolean usesTimestamp() {
    return parts.contains(Known.TIMESTAMP);
  }

  boolean usesId() {
    return parts.contains(Known.ID);
  }

  /** Whether the secret is part of the content. */
  public boolean usesSecret() {
    return parts.contains(Known.SECRET);
  }

  /** Whether the address that the sender posts to is part of the content. */
  public boolean usesUrl() {
    return places.stream().anyMatch(place -> place.startsWith("url:"));
  }

  /**
   * Where the values stand that are signed: the name of a header, {@code query:<name>}, {@code
   * field:<JSON pointer>}, {@link #FORM} or {@link #URL}.
   */
  public List<String> places() {
    return places;
  }

  /**
   * Whether all values are there that must be. Where line ends separate them, only the first may
   * hold one: else a text that a stranger has had signed could be read in another way.
   *
   * @param values those of {@link #places()}, null where there is none
   */
  boolean isComplete(List<@Nullable String> values) {
    for (int index : required) {
      if (values.get(index) == null) {
        return false;
      }
    }
    return !inLines || values.stream().skip(1).noneMatch(SignedContent::hasLineEnd);
  }

  private static boolean hasLineEnd(@Nullable String value) {
    return value != null && value.indexOf('\n') >= 0;
  }

  /**
   * Gives the content piece by piece, without building it in memory first.
   *
   * @param values those of {@link #places()}; it {@link #isComplete}
   */
  void feed(
      Consumer<byte[]> consumer,
      String timestamp,
      String id,
      List<@Nullable String> values,
      byte[] body,
      byte @Nullable [] secret) {
    for (Part part : parts) {
      feed(part, consumer, timestamp, id, values, body, secret == null ? NO_SECRET : secret);
    }
  }

  private static void feed(
      Part part,
      Consumer<byte[]> consumer,
      String timestamp,
      String id,
      List<@Nullable String> values,
      byte[] body,
      byte[] secret) {
    if (part instanceof Literal literal) {
      consumer.accept(literal.bytes);
    } else if (part instanceof Value value) {
      String text = values.get(value.index);
      consumer.accept(bytes(text == null ? "" : text));
    } else if (part instanceof Optional optional) {
      if (optional.parts.stream()
          .noneMatch(each -> each instanceof Value value && values.get(value.index) == null)) {
        for (Part each : optional.parts) {
          feed(each, consumer, timestamp, id, values, body, secret);
        }
      }
    } else {
      consumer.accept(
          switch ((Known) part) {
            case ID -> bytes(id);
            case TIMESTAMP -> bytes(timestamp);
            case SECRET -> secret;
            case BODY -> body;
            case BODY_SHA256 -> bytes(Digests.sha256Hex(body));
            case BODY_SHA256_BASE64 ->
                Base64.getEncoder().encode(Digests.of("SHA-256").digest(body));
            case BODY_SHA256_BASE64URL ->
                Base64.getUrlEncoder().encode(Digests.of("SHA-256").digest(body));
            case BODY_SHA512_BASE64 ->
                Base64.getEncoder().encode(Digests.of("SHA-512").digest(body));
            case BODY_BASE64 -> Base64.getEncoder().encode(body);
            case BODY_CRC32 -> bytes(Long.toString(crc32(body)));
          });
    }
  }

  private static long crc32(byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(body);
    return crc.getValue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return template;
  }
}
