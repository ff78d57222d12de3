package io.groqwebhooks.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.TypeConverters;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link WebhookEvent} of an event's bytes and headers, for {@code convertBodyTo}.
 *
 * <p>Safe for use by several threads.
 */
public final class WebhookEventConverter implements TypeConverters {

  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * The event that the message carries.
   *
   * @throws IllegalArgumentException if the message lacks the headers of an event
   * @throws IOException if the body is not JSON
   */
  @Converter
  public WebhookEvent toWebhookEvent(byte[] body, Exchange exchange) throws IOException {
    return event(mapper.readTree(body), exchange);
  }

  /** The same for a body that a component offers as a stream. */
  @Converter
  public WebhookEvent toWebhookEvent(InputStream body, Exchange exchange) throws IOException {
    return event(mapper.readTree(body), exchange);
  }

  /** The same for a body that a component offers as text, as Kafka's does by default. */
  @Converter
  public WebhookEvent toWebhookEvent(String body, Exchange exchange) throws IOException {
    return event(mapper.readTree(body), exchange);
  }

  private static WebhookEvent event(JsonNode body, Exchange exchange) {
    Message message = exchange.getMessage();
    String created = message.getHeader(EventHeaders.CREATED, String.class);
    return new WebhookEvent(
        required(message, EventHeaders.SOURCE),
        required(message, EventHeaders.ID),
        required(message, EventHeaders.TYPE),
        created == null ? null : Instant.parse(created),
        Instant.parse(required(message, EventHeaders.RECEIVED_AT)),
        body.path("data"));
  }

  private static String required(Message message, String header) {
    @Nullable String value = message.getHeader(header, String.class);
    if (value == null) {
      throw new IllegalArgumentException(
          "The message is no webhook event: it has no header " + header);
    }
    return value;
  }
}
