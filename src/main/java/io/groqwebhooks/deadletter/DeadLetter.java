package io.groqwebhooks.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groqwebhooks.cloudevents.CloudEvent;
import io.groqwebhooks.event.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that could not be handled, as a CloudEvents 1.0 document in JSON format: the sender's
 * bytes exactly, in {@code data_base64}, and what went wrong in extension attributes.
 *
 * @param source the source that the event was received from
 * @param id the sender's identifier of the event
 * @param type the event's type
 * @param created when the event was created, in ISO 8601, or null if the sender does not say
 * @param subject what the event is about, or null if the sender does not say
 * @param receivedAt when the event was received, in ISO 8601, or null if that got lost
 * @param failedAt when it was given up, in ISO 8601
 * @param errorClass the class of the exception
 * @param errorMessage the message of the exception, shortened
 * @param attempts how often the failing step was tried
 * @param contentType what the sender's bytes are: {@link #JSON}, or a form
 * @param body the sender's bytes
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">CloudEvents</a>
 */
@SuppressWarnings("ArrayRecordComponent") // carried from one place to another, never compared
public record DeadLetter(
    String source,
    String id,
    String type,
    @Nullable String created,
    @Nullable String subject,
    @Nullable String receivedAt,
    String failedAt,
    String errorClass,
    String errorMessage,
    int attempts,
    String contentType,
    byte[] body) {

  /** The content type of events that did not come in a form. */
  public static final String JSON = "application/json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * A name for a file that holds this dead letter: the same for the same event, another for any
   * other, and harmless whatever its source and its id.
   */
  public String fileName() {
    return FileName.readable(source)
        + "-"
        + FileName.readable(id)
        + "-"
        + FileName.digest(id.getBytes(StandardCharsets.UTF_8), body)
        + ".json";
  }

  /** The same without the event's bytes, for who lists many. */
  public DeadLetter withoutBody() {
    return new DeadLetter(
        source,
        id,
        type,
        created,
        subject,
        receivedAt,
        failedAt,
        errorClass,
        errorMessage,
        attempts,
        contentType,
        new byte[0]);
  }

  /** The document. */
  public byte[] toJson() {
    Map<String, Object> extensions = new LinkedHashMap<>();
    if (receivedAt != null) {
      extensions.put("receivedtime", receivedAt);
    }
    extensions.put("failedtime", failedAt);
    extensions.put("errorclass", errorClass);
    if (!errorMessage.isEmpty()) {
      extensions.put("errormessage", errorMessage);
    }
    extensions.put("attempts", attempts);
    return new CloudEvent(
            id,
            CloudEvent.SOURCE_PREFIX + source,
            type,
            CloudEvent.timestamp(created),
            subject,
            contentType)
        .document(extensions, body);
  }

  /**
   * Reads a document.
   *
   * @throws IOException if it is no dead letter; the message says what is missing
   */
  public static DeadLetter fromJson(byte[] json) throws IOException {
    JsonNode document;
    try {
      document = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IOException("not JSON", e);
    }
    String source = required(document, "source");
    if (!source.startsWith(CloudEvent.SOURCE_PREFIX)) {
      throw new IOException("attribute 'source' does not begin with " + CloudEvent.SOURCE_PREFIX);
    }
    String created = document.path("time").textValue();
    try {
      if (created != null) {
        // Other tools write times with offsets, too.
        created = Instant.parse(created).toString();
      }
    } catch (DateTimeParseException e) {
      throw new IOException("attribute 'time' is no time such as 2023-11-14T22:13:20Z", e);
    }
    try {
      return new DeadLetter(
          source.substring(CloudEvent.SOURCE_PREFIX.length()),
          required(document, "id"),
          required(document, "type"),
          created,
          document.path("subject").textValue(),
          document.path("receivedtime").textValue(),
          document.path("failedtime").asText(),
          document.path("errorclass").asText(),
          document.path("errormessage").asText(),
          document.path("attempts").asInt(),
          document.path("datacontenttype").asText(JSON),
          Base64.getDecoder().decode(required(document, "data_base64")));
    } catch (IllegalArgumentException e) {
      throw new IOException("attribute 'data_base64' is not base64", e);
    }
  }

  private static String required(JsonNode document, String attribute) throws IOException {
    String value = document.path(attribute).textValue();
    if (value == null) {
      throw new IOException("attribute '" + attribute + "' is missing");
    }
    return value;
  }
}
