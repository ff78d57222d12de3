package io.groqwebhooks.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a sender signs, as a template of literal text and the placeholders {@code {id}}, {@code
 * {timestamp}} and {@code {body}}; Groq's is {@code {timestamp}.{body}}.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SignedContent {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  private enum Placeholder {
    ID,
    TIMESTAMP,
    BODY
  }

  private final String template;

  /** {@link Placeholder}s and literal {@code byte[]}s, in the order in which they are signed. */
  private final List<Object> parts;

  private SignedContent(String template, List<Object> parts) {
    this.template = template;
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if it names an unknown placeholder, or the body not exactly
   *     once: a signature that leaves the body out, or does not tell where it begins, proves
   *     nothing about it
   */
  public static SignedContent parse(String template) {
    List<Object> parts = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(template);
    int end = 0;
    while (matcher.find()) {
      addLiteral(parts, template.substring(end, matcher.start()));
      parts.add(
          switch (matcher.group(1)) {
            case "id" -> Placeholder.ID;
            case "timestamp" -> Placeholder.TIMESTAMP;
            case "body" -> Placeholder.BODY;
            default ->
                throw new IllegalArgumentException(
                    "Unknown placeholder "
                        + matcher.group()
                        + " in signed content '"
                        + template
                        + "'");
          });
      end = matcher.end();
    }
    addLiteral(parts, template.substring(end));
    if (parts.stream().filter(Placeholder.BODY::equals).count() != 1) {
      throw new IllegalArgumentException("Signed content '" + template + "' must hold {body} once");
    }
    return new SignedContent(template, parts);
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

  /** Gives the content piece by piece, without building it in memory first. */
  void feed(Consumer<byte[]> consumer, String timestamp, String id, byte[] body) {
    for (Object part : parts) {
      if (part == Placeholder.BODY) {
        consumer.accept(body);
      } else if (part == Placeholder.TIMESTAMP) {
        consumer.accept(timestamp.getBytes(StandardCharsets.UTF_8));
      } else if (part == Placeholder.ID) {
        consumer.accept(id.getBytes(StandardCharsets.UTF_8));
      } else {
        consumer.accept((byte[]) part);
      }
    }
  }

  @Override
  public String toString() {
    return template;
  }
}
