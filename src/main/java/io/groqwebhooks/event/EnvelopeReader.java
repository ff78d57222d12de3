package io.groqwebhooks.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code id}, {@code type} and {@code created} out of an event's bytes, in one pass that also
 * proves that the whole body is one valid JSON object in UTF-8 of bounded depth.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class EnvelopeReader {

  /** The longest id in characters. */
  public static final int ID_MAX_LENGTH = 256;

  /** The longest type in characters. */
  public static final int TYPE_MAX_LENGTH = 128;

  /**
   * How deep objects and arrays may nest; Jackson's own default of 1,000 is what handlers that
   * unmarshal can read.
   */
  static final int MAX_DEPTH = 200;

  private static final int DECODED_AT_ONCE = 1024;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // JSON between systems is UTF-8 (RFC 8259, section 8.1); guessing other encodings helps
          // only forgers.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  /**
   * Reads the envelope.
   *
   * @throws InvalidEventException if the body is no valid JSON object, or has no usable {@code id}
   *     or {@code type}
   */
  public EventEnvelope read(byte[] body) throws InvalidEventException {
    String id = null;
    String type = null;
    Instant created = null;
    if (!isUtf8(body)) {
      throw new InvalidEventException("The body is not valid UTF-8");
    }
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidEventException("The body is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "id" -> id = text(parser, field, id, ID_MAX_LENGTH);
          case "type" -> type = text(parser, field, type, TYPE_MAX_LENGTH);
          case "created" -> created = instant(parser);
          default -> parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw new InvalidEventException("The body holds more than one JSON value");
      }
    } catch (StreamConstraintsException e) {
      throw new InvalidEventException(
          "The body nests deeper, or holds longer names or numbers, than is read");
    } catch (IOException e) {
      throw new InvalidEventException("The body is not valid JSON");
    }
    return new EventEnvelope(required("id", id), required("type", type), created);
  }

  /**
   * Whether the bytes are UTF-8 as RFC 3629 defines it. Jackson lets overlong forms and halves of
   * surrogate pairs pass, which whoever reads the event after us may refuse, or read as something
   * else.
   */
  private static boolean isUtf8(byte[] body) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharBuffer characters = CharBuffer.allocate(DECODED_AT_ONCE);
    CoderResult result;
    do {
      characters.clear();
      result = decoder.decode(bytes, characters, true);
    } while (result.isOverflow());
    return !result.isError();
  }

  private static String text(
      JsonParser parser, String field, @Nullable String earlier, int maxLength)
      throws IOException, InvalidEventException {
    if (earlier != null) {
      throw new InvalidEventException("Field '" + field + "' stands twice");
    }
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new InvalidEventException("Field '" + field + "' is not a string");
    }
    String text = parser.getText();
    if (text.isBlank() || text.length() > maxLength) {
      throw new InvalidEventException(
          "Field '" + field + "' must have 1 to " + maxLength + " characters");
    }
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (isUnprintable(text.codePointAt(i))) {
        throw new InvalidEventException("Field '" + field + "' holds a control character");
      }
    }
    return text;
  }

  /**
   * Characters that could forge a line of a log, reorder a text on screen, or not survive as a
   * header.
   */
  private static boolean isUnprintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /**
   * The time of creation in Unix seconds. It is only passed on, so that a value of another kind is
   * not an error.
   */
  private static @Nullable Instant instant(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      parser.skipChildren();
      return null;
    }
    try {
      return Instant.ofEpochSecond(parser.getLongValue());
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String required(String field, @Nullable String value)
      throws InvalidEventException {
    if (value == null) {
      throw new InvalidEventException("Field '" + field + "' is missing");
    }
    return value;
  }
}
