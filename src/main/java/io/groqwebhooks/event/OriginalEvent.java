package io.groqwebhooks.event;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.SafeCopyProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event as it came, kept with its exchange and with copies of it: a handler may change or remove
 * body, headers and properties of the exchange, but not this. Immutable, except that the body is
 * not copied.
 *
 * @param source the source that the event was received from, or null if that is not known
 * @param id the sender's identifier of the event
 * @param type the event's type, or null if that is not known
 * @param created when the event was created, in ISO 8601, or null if the sender does not say
 * @param subject what the event is about, or null if the sender does not say
 * @param receivedAt when the event was received, in ISO 8601, or null if that is not known
 * @param body the event's bytes, as the component gave them
 * @param form the form that the event came in, or null if it came as its body is
 */
@SuppressWarnings("ArrayRecordComponent") // carried from one place to another, never compared
public record OriginalEvent(
    @Nullable String source,
    String id,
    @Nullable String type,
    @Nullable String created,
    @Nullable String subject,
    @Nullable String receivedAt,
    @Nullable Object body,
    byte @Nullable [] form)
    implements SafeCopyProperty {

  private static final Logger LOG = LoggerFactory.getLogger(OriginalEvent.class);
  private static final String PROPERTY = "WebhookOriginalEvent";

  /**
   * Artemis writes the headers of a message at once, two bytes a character, and at most 490 KiB.
   */
  private static final int LARGEST_FORM_IN_QUEUE = 1 << 17;

  /**
   * The exchange's event: the one that is kept with it, or else the one that its message carries,
   * which is kept from now on. Null if the message has no {@link EventHeaders#ID}.
   */
  public static @Nullable OriginalEvent of(Exchange exchange) {
    OriginalEvent kept = kept(exchange);
    return kept == null ? keep(exchange) : kept;
  }

  /** The event that is kept with the exchange, or null if there is none. */
  public static @Nullable OriginalEvent kept(Exchange exchange) {
    return exchange.getExchangeExtension().getSafeCopyProperty(PROPERTY, OriginalEvent.class);
  }

  /** Keeps the event that the message carries by now, in place of any other. */
  public static @Nullable OriginalEvent keep(Exchange exchange) {
    return keep(exchange, form(exchange.getMessage()));
  }

  /**
   * Keeps the event with the form that it came in.
   *
   * @param throughQueue whether a queue has to carry the form: one that is too large for it gets
   *     lost there
   */
  public static void keep(Exchange exchange, byte[] form, boolean throughQueue) {
    keep(exchange, form);
    if (throughQueue && form.length <= LARGEST_FORM_IN_QUEUE) {
      exchange
          .getMessage()
          .setHeader(EventHeaders.FORM, new String(form, StandardCharsets.ISO_8859_1));
    }
  }

  private static @Nullable OriginalEvent keep(Exchange exchange, byte @Nullable [] form) {
    Message message = exchange.getMessage();
    // From now on it is kept here, and no system that a handler calls is shown it.
    message.removeHeader(EventHeaders.FORM);
    OriginalEvent event = in(message, form);
    if (event != null) {
      exchange.getExchangeExtension().setSafeCopyProperty(PROPERTY, event);
    }
    return event;
  }

  /** The event that the message carries, or null if it has no {@link EventHeaders#ID}. */
  public static @Nullable OriginalEvent in(Message message) {
    return in(message, form(message));
  }

  private static @Nullable OriginalEvent in(Message message, byte @Nullable [] form) {
    if (!(message.getHeader(EventHeaders.ID) instanceof String id)) {
      return null;
    }
    return new OriginalEvent(
        message.getHeader(EventHeaders.SOURCE, String.class),
        id,
        message.getHeader(EventHeaders.TYPE, String.class),
        message.getHeader(EventHeaders.CREATED, String.class),
        message.getHeader(EventHeaders.SUBJECT, String.class),
        message.getHeader(EventHeaders.RECEIVED_AT, String.class),
        body(message),
        form);
  }

  private static byte @Nullable [] form(Message message) {
    return message.getHeader(EventHeaders.FORM) instanceof String form
        ? form.getBytes(StandardCharsets.ISO_8859_1)
        : null;
  }

  /**
   * The message's body, or null if it cannot be read: a component may read it only now, and find an
   * object that it must not deserialize.
   */
  public static @Nullable Object body(Message message) {
    try {
      return message.getBody();
    } catch (RuntimeException e) {
      LOG.warn("The body of a message cannot be read: {}", e.toString());
      return null;
    }
  }

  @Override
  public OriginalEvent safeCopy() {
    return this;
  }
}
