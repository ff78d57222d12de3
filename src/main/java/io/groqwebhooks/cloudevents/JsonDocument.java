package io.groqwebhooks.cloudevents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.groqwebhooks.event.ProvenJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes CloudEvents in their JSON format.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON
 *     format</a>
 */
final class JsonDocument {

  /** Streaming, and no object mapper: commands read and write dead letters, and start with this. */
  private static final JsonFactory JSON = new JsonFactory();

  /** What the attributes take in most events. */
  private static final int ATTRIBUTES_SIZE = 512;

  private JsonDocument() {}

  /**
   * Whether data of that type may stand as a JSON value: only where the library of CloudEvents for
   * Java expects one, too. In base64 everybody reads what is JSON by the other names of it.
   */
  static boolean declaresJson(String contentType) {
    int parameters = contentType.indexOf(';');
    String mediaType = parameters < 0 ? contentType : contentType.substring(0, parameters);
    int slash = mediaType.indexOf('/') + 1;
    String prefix = mediaType.substring(0, slash);
    String subtype = mediaType.substring(slash);
    return (prefix.equals("application/") || prefix.equals("text/"))
        && (subtype.equals("json") || (subtype.endsWith("+json") && isWord(subtype)));
  }

  private static boolean isWord(String subtype) {
    return subtype.length() > "+json".length()
        && subtype
            .chars()
            .limit(subtype.length() - "+json".length())
            .allMatch(
                letter -> (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'));
  }

  /** Whether the data is declared to be JSON, and is one whole value. */
  static boolean isJson(String contentType, byte[] data) {
    return declaresJson(contentType) && ProvenJson.prove(data);
  }

  /**
   * The shortest document.
   *
   * @param json whether the data is a JSON value, which then stands in the document byte for byte
   */
  static byte[] compact(CloudEvent event, byte[] data, boolean json) {
    ByteArrayOutputStream document =
        new ByteArrayOutputStream(ATTRIBUTES_SIZE + (json ? data.length : data.length / 3 * 4));
    try (JsonGenerator generator = JSON.createGenerator(document)) {
      writeAttributes(generator, event, Map.of());
      if (json) {
        generator.writeFieldName("data");
        // The separator, and then the value past the generator, which takes no bytes.
        generator.writeRawValue("");
        generator.flush();
        document.write(data);
      } else {
        writeBase64(generator, data);
      }
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return document.toByteArray();
  }

  /** A document with each attribute in a line of its own, and the data in base64. */
  static byte[] indented(CloudEvent event, Map<String, ?> extensions, byte[] data) {
    ByteArrayOutputStream document =
        new ByteArrayOutputStream(2 * ATTRIBUTES_SIZE + data.length / 3 * 4);
    try (JsonGenerator generator = JSON.createGenerator(document)) {
      generator.setPrettyPrinter(new DefaultPrettyPrinter());
      writeAttributes(generator, event, extensions);
      writeBase64(generator, data);
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return document.toByteArray();
  }

  private static void writeAttributes(
      JsonGenerator generator, CloudEvent event, Map<String, ?> extensions) throws IOException {
    generator.writeStartObject();
    write(generator, CloudEvent.SPEC_VERSION, CloudEvent.VERSION);
    write(generator, CloudEvent.ID, event.id());
    write(generator, CloudEvent.SOURCE, event.source());
    write(generator, CloudEvent.TYPE, event.type());
    write(generator, CloudEvent.TIME, event.time());
    write(generator, CloudEvent.SUBJECT, event.subject());
    for (Map.Entry<String, ?> extension : extensions.entrySet()) {
      if (extension.getValue() instanceof Integer number) {
        generator.writeNumberField(extension.getKey(), number);
      } else {
        write(generator, extension.getKey(), (String) extension.getValue());
      }
    }
    write(generator, "datacontenttype", event.dataContentType());
  }

  private static void write(JsonGenerator generator, String attribute, @Nullable String value)
      throws IOException {
    if (value != null) {
      generator.writeStringField(attribute, value);
    }
  }

  private static void writeBase64(JsonGenerator generator, byte[] data) throws IOException {
    generator.writeFieldName("data_base64");
    generator.writeBinary(data);
  }
}
