package io.groqwebhooks.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an event is read out of a form ({@code application/x-www-form-urlencoded}): it is the JSON in
 * one of its fields, or made of all of them. Immutable and safe for use by several threads.
 *
 * @param jsonFields fields whose text is the event; the first counts that is there
 * @param allFields whether a form without such a field is an event whose fields are the form's
 * @param distinct whether of equal fields with equal values only one counts, because the sender
 *     signs no more of them
 * @see <a href="https://url.spec.whatwg.org/#urlencoded-parsing">URL Standard, section 5.1</a>
 */
public record FormBody(List<String> jsonFields, boolean allFields, boolean distinct) {

  /** The content type of forms. */
  public static final String CONTENT_TYPE = "application/x-www-form-urlencoded";

  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_FIELDS = 1000;

  /** Copies the fields. */
  public FormBody {
    jsonFields = List.copyOf(jsonFields);
  }

  /**
   * The event as JSON in UTF-8. Whether the JSON of a field is any is for others to see.
   *
   * @throws InvalidEventException if the form cannot be read, or does not hold an event
   */
  public byte[] toJson(byte[] form) throws InvalidEventException {
    Map<String, List<String>> fields = read(form);
    if (distinct) {
      fields.replaceAll((name, values) -> List.copyOf(new TreeSet<>(values)));
    }
    for (String name : jsonFields) {
      List<String> values = fields.get(name);
      if (values != null) {
        if (values.size() > 1) {
          throw new InvalidEventException("Field '" + name + "' of the form stands twice");
        }
        return values.get(0).getBytes(StandardCharsets.UTF_8);
      }
    }
    if (!allFields) {
      throw new InvalidEventException("The form has no field '" + jsonFields.get(0) + "'");
    }
    return write(fields);
  }

  /**
   * A form that holds the event, for test events and replays: as JSON in a field, or as fields, if
   * it is an object.
   *
   * @throws IllegalArgumentException if the event is no JSON
   */
  public byte[] toForm(byte[] json) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (jsonFields.isEmpty()) {
      try {
        JsonNode event = MAPPER.readTree(json);
        event
            .properties()
            .forEach(
                field ->
                    fields.put(
                        field.getKey(),
                        field.getValue().isTextual()
                            ? field.getValue().textValue()
                            : field.getValue().toString()));
      } catch (IOException e) {
        throw new IllegalArgumentException("the event is no JSON", e);
      }
    } else {
      fields.put(jsonFields.get(0), new String(json, StandardCharsets.UTF_8));
    }
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * The names and values of all fields, sorted by name and without anything in between; of equal
   * names each value once, sorted, too.
   *
   * @throws InvalidEventException if the form cannot be read
   * @see <a href="https://www.twilio.com/docs/usage/webhooks/webhooks-security">what Twilio
   *     signs</a>
   */
  public static String sorted(byte[] form) throws InvalidEventException {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(read(form))
        .forEach(
            (name, values) ->
                new TreeSet<>(values).forEach(value -> text.append(name).append(value)));
    return text.toString();
  }

  private static Map<String, List<String>> read(byte[] form) throws InvalidEventException {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    int count = 0;
    int begin = 0;
    while (begin < form.length) {
      int end = indexOf(form, (byte) '&', begin, form.length);
      if (end > begin) {
        if (++count > MOST_FIELDS) {
          throw new InvalidEventException("The form has more than " + MOST_FIELDS + " fields");
        }
        int equals = indexOf(form, (byte) '=', begin, end);
        fields
            .computeIfAbsent(decoded(form, begin, equals), name -> new ArrayList<>())
            .add(decoded(form, Math.min(equals + 1, end), end));
      }
      begin = end + 1;
    }
    return fields;
  }

  private static int indexOf(byte[] bytes, byte wanted, int begin, int end) {
    int index = begin;
    while (index < end && bytes[index] != wanted) {
      index++;
    }
    return index;
  }

  private static String decoded(byte[] form, int begin, int end) throws InvalidEventException {
    ByteArrayOutputStream text = new ByteArrayOutputStream(end - begin);
    for (int i = begin; i < end; i++) {
      int high = i + 2 < end && form[i] == '%' ? Character.digit(form[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(form[i + 2], 16);
      if (low >= 0) {
        text.write(16 * high + low);
        i += 2;
      } else {
        text.write(form[i] == '+' ? ' ' : form[i]);
      }
    }
    byte[] bytes = text.toByteArray();
    if (!Utf8.isValid(bytes)) {
      throw new InvalidEventException("The form is not valid UTF-8");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** These fields as a JSON object, without those that are null. */
  public static byte[] json(Map<String, @Nullable String> fields) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> {
          if (value != null) {
            lists.put(name, List.of(value));
          }
        });
    return write(lists);
  }

  private static byte[] write(Map<String, List<String>> fields) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      for (Map.Entry<String, List<String>> field : fields.entrySet()) {
        json.writeFieldName(field.getKey());
        if (field.getValue().size() == 1) {
          json.writeString(field.getValue().get(0));
        } else {
          json.writeStartArray();
          for (String value : field.getValue()) {
            json.writeString(value);
          }
          json.writeEndArray();
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toByteArray();
  }
}
