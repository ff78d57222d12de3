package io.groqwebhooks.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;

/** Reads a body that must be one valid JSON value in UTF-8 of bounded depth, and nothing else. */
final class WholeJson {

  /**
   * How deep objects and arrays may nest; Jackson's own default of 1,000 is what handlers that
   * unmarshal can read.
   */
  static final int MAX_DEPTH = 200;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // JSON between systems is UTF-8 (RFC 8259, section 8.1); guessing other encodings helps
          // only forgers.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  /** Reads the value, from its first token to its last. */
  interface Reading {

    void read(JsonParser parser) throws IOException, InvalidEventException;
  }

  private WholeJson() {}

  /**
   * Lets the value be read.
   *
   * @throws InvalidEventException if the body is no such value, or the reading throws it
   */
  static void read(byte[] body, Reading reading) throws InvalidEventException {
    if (!Utf8.isValid(body)) {
      throw new InvalidEventException("The body is not valid UTF-8");
    }
    try (JsonParser parser = JSON.createParser(body)) {
      reading.read(parser);
      if (parser.nextToken() != null) {
        throw new InvalidEventException("The body holds more than one JSON value");
      }
    } catch (StreamConstraintsException e) {
      throw new InvalidEventException(
          "The body nests deeper, or holds longer names or numbers, than is read");
    } catch (IOException e) {
      throw new InvalidEventException("The body is not valid JSON");
    }
  }
}
