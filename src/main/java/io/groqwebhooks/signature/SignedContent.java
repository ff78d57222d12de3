package io.groqwebhooks.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a sender signs, as a template of literal text and placeholders; Groq's is {@code
 * {timestamp}.{body}}. The body is in it once: {@code {body}} is its bytes, {@code {sha256:body}}
 * their hash in hex, and {@code {base64:body}} their base64. Further placeholders are {@code {id}},
 * {@code {timestamp}}, {@code {header:<name>}}, {@code {method}} and {@code {url}}.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SignedContent {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  private static final String HEADER = "header:";

  /** Only such requests are received. */
  private static final String METHOD = "POST";

  private enum Placeholder {
    ID,
    TIMESTAMP,
    BODY,
    BODY_SHA256,
    BODY_BASE64;

    boolean isBody() {
      return this == BODY || this == BODY_SHA256 || this == BODY_BASE64;
    }
  }

  /** The value of a request's header, by its place among {@link #headers()}. */
  private record Header(int index) {}

  private final String template;

  /** {@link Placeholder}s, {@link Header}s and literal {@code byte[]}s, in the signed order. */
  private final List<Object> parts;

  private final List<String> headers;

  private SignedContent(String template, List<Object> parts, List<String> headers) {
    this.template = template;
    this.parts = List.copyOf(parts);
    this.headers = List.copyOf(headers);
  }

  /**
   * Reads a template that does not use the URL; see {@link #parse(String, Map)}.
   *
   * @throws IllegalArgumentException if it cannot be used
   */
  public static SignedContent parse(String template) {
    return parse(template, Map.of());
  }

  /**
   * Reads a template.
   *
   * @param constants the values of placeholders that are the same in every request, such as {@code
   *     url}
   * @throws IllegalArgumentException if it names an unknown placeholder, or the body not exactly
   *     once: a signature that leaves the body out, or does not tell where it begins, proves
   *     nothing about it
   */
  public static SignedContent parse(String template, Map<String, String> constants) {
    List<Object> parts = new ArrayList<>();
    List<String> headers = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(template);
    int end = 0;
    while (matcher.find()) {
      addLiteral(parts, template.substring(end, matcher.start()));
      String name = matcher.group(1);
      String constant = name.equals("method") ? METHOD : constants.get(name);
      if (constant != null) {
        addLiteral(parts, constant);
      } else if (name.startsWith(HEADER) && name.length() > HEADER.length()) {
        parts.add(new Header(headers.size()));
        headers.add(name.substring(HEADER.length()));
      } else {
        parts.add(placeholder(name, template));
      }
      end = matcher.end();
    }
    addLiteral(parts, template.substring(end));
    long bodies =
        parts.stream()
            .filter(part -> part instanceof Placeholder placeholder && placeholder.isBody())
            .count();
    if (bodies != 1) {
      throw new IllegalArgumentException("Signed content '" + template + "' must hold {body} once");
    }
    return new SignedContent(template, parts, headers);
  }

  private static Placeholder placeholder(String name, String template) {
    return switch (name) {
      case "id" -> Placeholder.ID;
      case "timestamp" -> Placeholder.TIMESTAMP;
      case "body" -> Placeholder.BODY;
      case "sha256:body" -> Placeholder.BODY_SHA256;
      case "base64:body" -> Placeholder.BODY_BASE64;
      default ->
          throw new IllegalArgumentException(
              "Unknown placeholder {" + name + "} in signed content '" + template + "'");
    };
  }

  private static void addLiteral(List<Object> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  boolean usesTimestamp() {
    return parts.contains(Placeholder.TIMESTAMP);
  }

  boolean usesId() {
    return parts.contains(Placeholder.ID);
  }

  /** The request's headers whose values are signed. */
  public List<String> headers() {
    return headers;
  }

  /**
   * Gives the content piece by piece, without building it in memory first.
   *
   * @param values those of {@link #headers()}
   */
  void feed(
      Consumer<byte[]> consumer, String timestamp, String id, List<String> values, byte[] body) {
    for (Object part : parts) {
      if (part instanceof byte[] literal) {
        consumer.accept(literal);
      } else if (part instanceof Header header) {
        consumer.accept(bytes(values.get(header.index)));
      } else {
        consumer.accept(
            switch ((Placeholder) part) {
              case ID -> bytes(id);
              case TIMESTAMP -> bytes(timestamp);
              case BODY -> body;
              case BODY_SHA256 -> bytes(HexFormat.of().formatHex(sha256(body)));
              case BODY_BASE64 -> Base64.getEncoder().encode(body);
            });
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] sha256(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return template;
  }
}
