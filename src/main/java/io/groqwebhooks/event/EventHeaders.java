package io.groqwebhooks.event;

/**
 * The message headers that travel with an event's bytes. They are Java identifiers so that JMS
 * carries them, and do not begin with {@code Camel} so that no component strips them.
 */
public final class EventHeaders {

  /** The source that the event was received from, for instance {@code groq}. */
  public static final String SOURCE = "WebhookSource";

  /** The sender's identifier of the event. */
  public static final String ID = "WebhookEventId";

  /** The event's type. */
  public static final String TYPE = "WebhookEventType";

  /** When the event was created, in ISO 8601; absent if the sender does not say. */
  public static final String CREATED = "WebhookEventCreated";

  /** What the event is about, such as an account; absent if the sender does not say. */
  public static final String SUBJECT = "WebhookEventSubject";

  /** When the event was received, in ISO 8601. */
  public static final String RECEIVED_AT = "WebhookReceivedAt";

  /**
   * The form that the event came in, byte for byte in ISO 8859-1; only behind a queue, whose
   * consumer keeps it with the {@link OriginalEvent}. It is no header that handlers know: its name
   * does not begin with {@code Webhook}, so that routes remove it with what a broker adds.
   */
  public static final String FORM = "FormOfWebhookEvent";

  private EventHeaders() {}
}
