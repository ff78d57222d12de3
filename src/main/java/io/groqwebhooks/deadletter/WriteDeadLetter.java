package io.groqwebhooks.deadletter;

import io.groqwebhooks.cloudevents.CloudEvent;
import io.groqwebhooks.event.Attempts;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.event.FormBody;
import io.groqwebhooks.event.OriginalEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.StreamCache;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces an event that failed by its {@link DeadLetter}, as body and as {@code CamelFileName}. It
 * takes the {@link OriginalEvent}, whatever the handler made of the message; what is no such event
 * is kept as the event of an unknown source, under whose name nobody can sign it. Safe for use by
 * several threads.
 */
public final class WriteDeadLetter implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(WriteDeadLetter.class);
  private static final int MESSAGE_MAX_LENGTH = 2000;
  private static final String UNKNOWN = "unknown";

  private final Clock clock = Clock.systemUTC();
  private final List<DeadLetterListener> listeners;

  /** Tells these listeners of each event whose dead letter was written. */
  public WriteDeadLetter(List<DeadLetterListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** Replaces the event. */
  @Override
  public void process(Exchange exchange) {
    OriginalEvent event = event(exchange);
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    DeadLetter deadLetter =
        new DeadLetter(
            known(event.source()),
            event.id().isBlank() ? exchange.getExchangeId() : event.id(),
            known(event.type()),
            event.created(),
            event.subject(),
            event.receivedAt(),
            Instant.now(clock).truncatedTo(ChronoUnit.MILLIS).toString(),
            failure == null ? "" : failure.getClass().getName(),
            printable(failure == null ? null : failure.getMessage()),
            Attempts.untilGivenUp(exchange),
            event.form() == null ? DeadLetter.JSON : FormBody.CONTENT_TYPE,
            event.form() == null ? bytes(event.body(), exchange) : event.form());
    Message message = exchange.getMessage();
    // A handler's headers would tell the component that keeps the dead letter where to put it.
    message.getHeaders().clear();
    message.setHeader(EventHeaders.SOURCE, deadLetter.source());
    message.setHeader(EventHeaders.ID, deadLetter.id());
    message.setHeader(EventHeaders.TYPE, deadLetter.type());
    if (deadLetter.created() != null) {
      message.setHeader(EventHeaders.CREATED, deadLetter.created());
    }
    if (deadLetter.subject() != null) {
      message.setHeader(EventHeaders.SUBJECT, deadLetter.subject());
    }
    if (deadLetter.receivedAt() != null) {
      message.setHeader(EventHeaders.RECEIVED_AT, deadLetter.receivedAt());
    }
    message.setHeader(Exchange.FILE_NAME, deadLetter.fileName());
    message.setHeader(Exchange.CONTENT_TYPE, CloudEvent.STRUCTURED);
    message.setBody(deadLetter.toJson());
    exchange.getExchangeExtension().addOnCompletion(new Kept(deadLetter));
  }

  /**
   * The event as it came. A queue may hold what is no event of ours: that is kept too, because it
   * would otherwise fail for ever and hold up what is behind it.
   */
  private static OriginalEvent event(Exchange exchange) {
    OriginalEvent event = OriginalEvent.kept(exchange);
    if (event != null) {
      return event;
    }
    // Camel has it only where the application wants it to, and throws elsewhere.
    Message original =
        exchange.getContext().isAllowUseOriginalMessage()
            ? ExchangeHelper.getOriginalInMessage(exchange)
            : null;
    event = original == null ? null : OriginalEvent.in(original);
    if (event != null) {
      return event;
    }
    Message message = original == null ? exchange.getMessage() : original;
    return new OriginalEvent(null, "", null, null, null, null, OriginalEvent.body(message), null);
  }

  /**
   * The body's bytes; none if it has no such form. A queue may hold an object or a map, which
   * nobody has received as an event: that would fail for ever if it had to be kept whole.
   */
  private static byte[] bytes(@Nullable Object body, Exchange exchange) {
    if (body == null) {
      return new byte[0];
    }
    if (body instanceof StreamCache stream) {
      // A handler has read it.
      stream.reset();
    }
    byte[] bytes =
        exchange.getContext().getTypeConverter().tryConvertTo(byte[].class, exchange, body);
    if (bytes == null) {
      LOG.warn("A message of a {} has no bytes to be kept", body.getClass().getName());
    }
    return bytes == null ? new byte[0] : bytes;
  }

  private static String known(@Nullable String text) {
    return text == null || text.isBlank() ? UNKNOWN : text;
  }

  /** The exchange of an event that failed completes only if its dead letter could be written. */
  private final class Kept extends SynchronizationAdapter {

    private final DeadLetter deadLetter;

    Kept(DeadLetter deadLetter) {
      this.deadLetter = deadLetter;
    }

    @Override
    public void onComplete(Exchange exchange) {
      for (DeadLetterListener listener : listeners) {
        try {
          listener.kept(deadLetter);
        } catch (RuntimeException | Error e) {
          LOG.warn("A dead letter was kept, but {} failed", listener, e);
        }
      }
    }
  }

  /** Text that CloudEvents allows. A document with half a character in it could not be written. */
  private static String printable(@Nullable String text) {
    if (text == null) {
      return "";
    }
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .limit(MESSAGE_MAX_LENGTH)
        .map(character -> CloudEvent.allows(character) ? character : ' ')
        .forEach(printable::appendCodePoint);
    return printable.toString().strip();
  }
}
