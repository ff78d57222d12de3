package io.groqwebhooks.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Lays events out as a sender does, for test events and replays. Immutable and safe for use by
 * several threads.
 */
public final class EnvelopeWriter {

  private static final String DATA = "data";

  /** Streaming, and no object mapper: loading that takes longer than a command should. */
  private static final JsonFactory JSON = new JsonFactory();

  private final EnvelopeLayout layout;

  /** A writer of events that are laid out like that. */
  public EnvelopeWriter(EnvelopeLayout layout) {
    this.layout = layout;
  }

  /** The headers that carry parts of the envelope; none if all are in the body. */
  public Map<String, String> headers(EventEnvelope envelope) {
    Map<String, String> headers = new LinkedHashMap<>();
    putHeader(headers, layout.type(), envelope.type());
    if (envelope.created() != null) {
      putHeader(headers, layout.created(), envelope.created().toString());
    }
    putHeader(headers, layout.id(), envelope.id());
    return headers;
  }

  private static void putHeader(Map<String, String> headers, List<Place> places, String value) {
    forEachPart(
        places,
        value,
        (place, part) -> {
          if (place instanceof Place.Header header) {
            headers.putIfAbsent(header.name(), part);
          }
        });
  }

  /**
   * Gives the first of the places and its text; of joined places each that the text has a part for.
   */
  private static void forEachPart(
      List<Place> places, String value, BiConsumer<Place, String> consumer) {
    if (places.isEmpty()) {
      return;
    }
    if (!(places.get(0) instanceof Place.Joined joined)) {
      consumer.accept(places.get(0), value);
      return;
    }
    List<Place> parts = joined.places();
    String[] texts =
        Pattern.compile(joined.separator(), Pattern.LITERAL).split(value, parts.size());
    for (int i = 0; i < texts.length; i++) {
      consumer.accept(parts.get(i), texts[i]);
    }
  }

  /**
   * An event's body: the envelope's fields and {@code data}; or the data alone, if no field is in
   * the body.
   *
   * @param data a JSON value; it is written as it is
   * @throws IllegalArgumentException if a field is in {@code data}, which is no object
   */
  public byte[] body(EventEnvelope envelope, String data) {
    Map<String, Object> fields = new LinkedHashMap<>();
    putField(fields, layout.id(), envelope.id());
    putField(fields, layout.type(), envelope.type());
    if (fields.isEmpty()) {
      return data.getBytes(StandardCharsets.UTF_8);
    }
    if (envelope.created() != null
        && !layout.created().isEmpty()
        && layout.created().get(0) instanceof Place.Field created) {
      put(fields, created, envelope.created().getEpochSecond());
    }
    StringWriter body = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      Object inData = fields.remove(DATA);
      json.writeStartObject();
      writeFields(json, fields);
      json.writeFieldName(DATA);
      if (inData instanceof Map<?, ?> more) {
        writeMerged(json, more, data);
      } else {
        json.writeRawValue(data);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void putField(Map<String, Object> fields, List<Place> places, String value) {
    forEachPart(
        places,
        value,
        (place, part) -> {
          if (place instanceof Place.Field field) {
            put(fields, field, part);
          }
        });
  }

  @SuppressWarnings("unchecked") // the maps are made here
  private static void put(Map<String, Object> fields, Place.Field field, Object value) {
    Map<String, Object> object = fields;
    List<String> path = field.path();
    for (String name : path.subList(0, path.size() - 1)) {
      object = (Map<String, Object>) object.computeIfAbsent(name, added -> new LinkedHashMap<>());
    }
    object.putIfAbsent(path.get(path.size() - 1), value);
  }

  private static void writeFields(JsonGenerator json, Map<?, ?> fields) throws IOException {
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      json.writeFieldName((String) field.getKey());
      if (field.getValue() instanceof Map<?, ?> object) {
        json.writeStartObject();
        writeFields(json, object);
        json.writeEndObject();
      } else if (field.getValue() instanceof Long number) {
        json.writeNumber(number);
      } else {
        json.writeString((String) field.getValue());
      }
    }
  }

  /** Fields that belong into the data, and then those that the data has itself. */
  private static void writeMerged(JsonGenerator json, Map<?, ?> fields, String data)
      throws IOException {
    String object = data.strip();
    if (!object.startsWith("{")) {
      throw new IllegalArgumentException(
          "the data must be a JSON object, as parts of the envelope stand in it");
    }
    StringWriter merged = new StringWriter();
    try (JsonGenerator inner = JSON.createGenerator(merged)) {
      inner.writeStartObject();
      writeFields(inner, fields);
      inner.writeEndObject();
    }
    String own = object.substring(1, object.length() - 1).strip();
    String all = merged.toString();
    json.writeRawValue(own.isEmpty() ? all : all.substring(0, all.length() - 1) + "," + own + "}");
  }
}
