package io.groqwebhooks.deadletter;

import io.groqwebhooks.event.EventHeaders;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Replaces an event that failed by its {@link DeadLetter}, as body and as {@code CamelFileName}. It
 * takes the event as it came, whatever the handler made of it. That is not left to the error
 * handler's {@code useOriginalMessage}, which forgets how often a step was tried. Safe for use by
 * several threads.
 */
public final class WriteDeadLetter implements Processor {

  private static final int MESSAGE_MAX_LENGTH = 2000;

  private final Clock clock = Clock.systemUTC();
  private final List<DeadLetterListener> listeners;

  /** Tells these listeners of each event whose dead letter was written. */
  public WriteDeadLetter(List<DeadLetterListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    Message message = exchange.getMessage();
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Message original = ExchangeHelper.getOriginalInMessage(exchange);
    if (original != null) {
      message.copyFrom(original);
    }
    DeadLetter deadLetter =
        new DeadLetter(
            header(message, EventHeaders.SOURCE, "unknown"),
            header(message, EventHeaders.ID, exchange.getExchangeId()),
            header(message, EventHeaders.TYPE, "unknown"),
            message.getHeader(EventHeaders.CREATED, String.class),
            message.getHeader(EventHeaders.RECEIVED_AT, String.class),
            Instant.now(clock).truncatedTo(ChronoUnit.MILLIS).toString(),
            failure == null ? "" : failure.getClass().getName(),
            printable(failure == null ? null : failure.getMessage()),
            CountAttempts.attempts(exchange),
            message.getBody() == null ? new byte[0] : message.getMandatoryBody(byte[].class));
    message.setBody(deadLetter.toJson());
    message.setHeader(Exchange.FILE_NAME, deadLetter.fileName());
    message.setHeader(Exchange.CONTENT_TYPE, "application/cloudevents+json");
    exchange.getExchangeExtension().addOnCompletion(new Kept(deadLetter.source()));
  }

  /** The exchange of an event that failed completes only if its dead letter could be written. */
  private final class Kept extends SynchronizationAdapter {

    private final String source;

    Kept(String source) {
      this.source = source;
    }

    @Override
    public void onComplete(Exchange exchange) {
      listeners.forEach(listener -> listener.kept(source));
    }
  }

  /**
   * A queue may hold what is no event of ours: that is kept too, as it would otherwise fail for
   * ever and hold up what stands behind it.
   */
  private static String header(Message message, String name, String otherwise) {
    String value = message.getHeader(name, String.class);
    return value == null || value.isBlank() ? otherwise : value;
  }

  /** Text as CloudEvents allows it: a document with half a character in it could not be written. */
  private static String printable(@Nullable String text) {
    if (text == null) {
      return "";
    }
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .limit(MESSAGE_MAX_LENGTH)
        .map(character -> isAllowed(character) ? character : ' ')
        .forEach(printable::appendCodePoint);
    return printable.toString().strip();
  }

  private static boolean isAllowed(int character) {
    boolean control = Character.isISOControl(character);
    boolean half = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    boolean noCharacter =
        (character & 0xFFFE) == 0xFFFE || (character >= 0xFDD0 && character <= 0xFDEF);
    return !control && !half && !noCharacter;
  }
}
