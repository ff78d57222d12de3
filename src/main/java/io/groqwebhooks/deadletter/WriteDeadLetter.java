package io.groqwebhooks.deadletter;

import io.groqwebhooks.event.EventHeaders;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Replaces an event that failed by its {@link DeadLetter}, as body and as {@code CamelFileName}.
 * The message must be the event as it came ({@code useOriginalMessage}). Safe for use by several
 * threads.
 */
public final class WriteDeadLetter implements Processor {

  private static final int MESSAGE_MAX_LENGTH = 2000;

  private final Clock clock = Clock.systemUTC();

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    Message message = exchange.getMessage();
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Integer redeliveries =
        exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, Integer.class);
    DeadLetter deadLetter =
        new DeadLetter(
            header(message, EventHeaders.SOURCE),
            header(message, EventHeaders.ID),
            header(message, EventHeaders.TYPE),
            message.getHeader(EventHeaders.CREATED, String.class),
            message.getHeader(EventHeaders.RECEIVED_AT, String.class),
            Instant.now(clock).truncatedTo(ChronoUnit.MILLIS).toString(),
            failure == null ? "" : failure.getClass().getName(),
            shortened(failure == null ? null : failure.getMessage()),
            1 + Objects.requireNonNullElse(redeliveries, 0),
            message.getMandatoryBody(byte[].class));
    message.setBody(deadLetter.toJson());
    message.setHeader(Exchange.FILE_NAME, deadLetter.fileName());
    message.setHeader(Exchange.CONTENT_TYPE, "application/cloudevents+json");
  }

  private static String header(Message message, String name) {
    String value = message.getHeader(name, String.class);
    if (value == null) {
      throw new IllegalArgumentException(
          "The message is no webhook event: it has no header " + name);
    }
    return value;
  }

  private static String shortened(@Nullable String text) {
    if (text == null) {
      return "";
    }
    return text.length() <= MESSAGE_MAX_LENGTH
        ? text
        : text.substring(0, MESSAGE_MAX_LENGTH) + "...";
  }
}
