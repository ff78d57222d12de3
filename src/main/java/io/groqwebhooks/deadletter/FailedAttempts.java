package io.groqwebhooks.deadletter;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.claim.EventInProgressException;
import io.groqwebhooks.event.Attempts;
import io.groqwebhooks.event.OriginalEvent;
import io.groqwebhooks.task.FatalError;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;
import org.apache.camel.TypeConversionException;
import org.apache.camel.support.ExchangeHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs each attempt at a step that fails, by its event and route, and remembers how many there
 * were, for a {@link DeadLetter}: when that is written, the error handler has taken its own count
 * away. Runs whenever a step fails ({@code onExceptionOccurredRef}). Camel's own lines tell
 * exchanges rather than events, and show a stack trace for a system that is away. That an event
 * waits for its claim is no failure of a step. Safe for use by several threads.
 */
public final class FailedAttempts implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.attempt");

  private static final Pattern FRAMEWORK =
      Pattern.compile("(java|javax|jdk|sun|org\\.apache\\.camel)\\.");

  @Override
  public void process(Exchange exchange) {
    // Camel counts the redelivery that would come next, whether or not it does.
    int attempts = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 1, Integer.class);
    Attempts.failed(exchange, attempts);
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    // Camel catches everything, and would try again in a JVM that has run out of memory.
    FatalError.report(failure);
    if (failure != null) {
      log(exchange, attempts, failure);
    }
  }

  private static void log(Exchange exchange, int attempts, Throwable failure) {
    OriginalEvent event = OriginalEvent.kept(exchange);
    String what =
        event == null
            ? "a message without the headers of an event"
            : event.source() + " " + event.type() + " " + event.id();
    boolean waits =
        failure instanceof EventInProgressException
            || failure instanceof ClaimsUnavailableException;
    // A stack trace is forty lines of Camel's; whoever needs one sets this logger to DEBUG.
    LOG.atLevel(waits ? Level.DEBUG : Level.WARN)
        .setCause(LOG.isDebugEnabled() ? failure : null)
        .log(
            "{}: attempt {} failed in route {}: {}",
            what,
            attempts,
            ExchangeHelper.getRouteId(exchange),
            text(failure));
  }

  /** What failed, and, if only that can tell what is wrong, the line that threw it. */
  private static String text(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TypeConversionException
          || cause instanceof InvalidPayloadException
          || cause instanceof JsonProcessingException) {
        return message(cause);
      }
      if (cause instanceof IOException || cause instanceof CamelException) {
        return message(failure);
      }
      root = cause;
    }
    String text = message(failure);
    if (root != failure) {
      text += ", caused by " + message(root);
    }
    return Stream.of(root.getStackTrace())
        .filter(frame -> !FRAMEWORK.matcher(frame.getClassName()).lookingAt())
        .findFirst()
        .map(frame -> " at " + frame)
        .map(text::concat)
        .orElse(text);
  }

  /** What failed, without what some messages of Camel's and Jackson's show of the body. */
  private static String message(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    if (failure instanceof InvalidPayloadException payload) {
      return name + ": the body is no " + payload.getType().getName();
    }
    if (failure instanceof TypeConversionException conversion) {
      return name
          + ": no "
          + conversion.getToType().getName()
          + " can be made of a "
          + conversion.getFromType().getName();
    }
    if (failure instanceof JsonProcessingException json) {
      JsonLocation place = json.getLocation();
      return place == null
          ? name
          : name + ": line " + place.getLineNr() + ", column " + place.getColumnNr();
    }
    return name + ": " + failure.getMessage();
  }
}
