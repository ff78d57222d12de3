package io.groqwebhooks.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A body as a person reads it.
 *
 * @param text JSON with line breaks, or the text as it is; null if it is shown in no way
 * @param note what is to be said of it, or null
 */
record BodyText(@Nullable String text, @Nullable String note) {

  private static final int LARGEST = 256 << 10;
  private static final JsonFactory JSON = new JsonFactory();

  static BodyText of(byte[] body) {
    if (body.length > LARGEST) {
      return new BodyText(null, "It is too large to be shown here.");
    }
    try {
      return new BodyText(pretty(body), null);
    } catch (IOException e) {
      return plain(body);
    }
  }

  private static BodyText plain(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return new BodyText(text, "It is not JSON.");
    } catch (CharacterCodingException e) {
      return new BodyText(null, "It is no text.");
    }
  }

  /** Token by token, so that each number stays as it is written, and each field where it is. */
  private static String pretty(byte[] body) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonParser parser = JSON.createParser(body);
        JsonGenerator generator = JSON.createGenerator(text)) {
      generator.setPrettyPrinter(new DefaultPrettyPrinter());
      int values = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (generator.getOutputContext().inRoot() && ++values > 1) {
          throw new IOException("more than one value");
        }
        if (token.isNumeric()) {
          generator.writeNumber(parser.getText());
        } else {
          generator.copyCurrentEvent(parser);
        }
      }
      if (values == 0) {
        throw new IOException("no value");
      }
    }
    return text.toString();
  }
}
