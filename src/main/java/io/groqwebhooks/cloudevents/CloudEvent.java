package io.groqwebhooks.cloudevents;

import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.event.ProvenJson;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a CloudEvent of version 1.0. Its data are the bytes of the event, which stay
 * where they are. Immutable.
 *
 * @param id identifies the event among those of its source
 * @param source the source, as a URI reference; see {@link #source(String)}
 * @param type the event's type
 * @param time when the event was created, in RFC 3339, or null if that is not known
 * @param subject what the event is about, or null if that is not known
 * @param dataContentType the media type of the data
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents</a>
 */
public record CloudEvent(
    String id,
    String source,
    String type,
    @Nullable String time,
    @Nullable String subject,
    String dataContentType) {

  /** The content type of an event in structured mode, that is, of a JSON document that holds it. */
  public static final String STRUCTURED = "application/cloudevents+json";

  /** The beginning of all sources; what follows is the name of the webhook source. */
  public static final String SOURCE_PREFIX = "/webhooks/";

  static final String SPEC_VERSION = "specversion";
  static final String VERSION = "1.0";
  static final String ID = "id";
  static final String SOURCE = "source";
  static final String TYPE = "type";
  static final String TIME = "time";
  static final String SUBJECT = "subject";

  private static final String JSON = "application/json";

  /**
   * The event that the message carries, by its headers: those of {@link EventHeaders}, and its
   * content type, which is JSON where none is said. Characters that CloudEvents does not allow in
   * attributes, such as line breaks, are replaced by U+FFFD.
   *
   * @throws IllegalArgumentException if the message lacks the headers of an event
   */
  public static CloudEvent of(Message message) {
    String contentType = message.getHeader(Exchange.CONTENT_TYPE, String.class);
    String subject = message.getHeader(EventHeaders.SUBJECT, String.class);
    return new CloudEvent(
        Text.legal(required(message, EventHeaders.ID)),
        source(required(message, EventHeaders.SOURCE)),
        Text.legal(required(message, EventHeaders.TYPE)),
        timestamp(message.getHeader(EventHeaders.CREATED, String.class)),
        subject == null || subject.isEmpty() ? null : Text.legal(subject),
        contentType == null || contentType.isBlank() ? JSON : Text.legal(contentType));
  }

  private static String required(Message message, String header) {
    String value = message.getHeader(header, String.class);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(
          "The message is no webhook event: it has no header " + header);
    }
    return value;
  }

  /** The webhook source of that name as a URI reference: {@code /webhooks/} and the name. */
  public static String source(String name) {
    return SOURCE_PREFIX + Text.inUri(name);
  }

  /** The instant, or null if it is none that RFC 3339 can say, whose years have four digits. */
  public static @Nullable String timestamp(@Nullable String instant) {
    if (instant == null || instant.isEmpty() || !Character.isDigit(instant.charAt(0))) {
      return null;
    }
    try {
      return Instant.parse(instant).toString();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /**
   * The headers of the event in binary mode over HTTP, {@code ce-id} and others, percent-encoded as
   * HTTP's binding says: printable ASCII, whatever the attributes hold. The body is the data, and
   * {@code Content-Type} the {@link #dataContentType()}.
   */
  public Map<String, String> httpHeaders() {
    Map<String, String> headers = new LinkedHashMap<>();
    forEach(
        (attribute, value) -> {
          if (value != null) {
            headers.put(Binding.HTTP.prefix() + attribute, Text.inHttpHeader(value));
          }
        });
    return headers;
  }

  /**
   * The event in structured mode, a document of the type {@link #STRUCTURED}. Data that is JSON, by
   * its type and in fact, stands in it as it is; other data in base64.
   *
   * @param data the event's bytes
   */
  public byte[] structured(byte[] data) {
    return JsonDocument.compact(this, data, JsonDocument.isJson(dataContentType, data));
  }

  /**
   * The event that the message carries, in structured mode. Bytes that the intake has found to be
   * JSON are not parsed again.
   *
   * @throws IllegalArgumentException if the message lacks the headers of an event
   * @throws InvalidPayloadException if its body has no bytes
   */
  public static byte[] structured(Message message) throws InvalidPayloadException {
    CloudEvent event = of(message);
    byte[] data = message.getMandatoryBody(byte[].class);
    return ProvenJson.is(message.getExchange(), data)
            && JsonDocument.declaresJson(event.dataContentType)
        ? JsonDocument.compact(event, data, true)
        : event.structured(data);
  }

  /**
   * The event in structured mode with its data in base64, laid out for people.
   *
   * @param extensions more attributes, strings or integers, by names of lower-case letters and
   *     digits
   */
  public byte[] document(Map<String, ?> extensions, byte[] data) {
    return JsonDocument.indented(this, extensions, data);
  }

  /**
   * Whether attributes may hold the character: it is no control character, no half of a surrogate
   * pair and no noncharacter.
   */
  public static boolean allows(int character) {
    return Text.isLegal(character);
  }

  /** Gives all attributes but the data's content type, which no binding treats as the others. */
  void forEach(BiConsumer<String, @Nullable String> consumer) {
    consumer.accept(SPEC_VERSION, VERSION);
    consumer.accept(ID, id);
    consumer.accept(SOURCE, source);
    consumer.accept(TYPE, type);
    consumer.accept(TIME, time);
    consumer.accept(SUBJECT, subject);
  }
}
