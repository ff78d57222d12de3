package io.groqwebhooks.deadletter;

import io.groqwebhooks.task.FatalError;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Remembers how often a failing step was tried, for its {@link DeadLetter}: when that is written,
 * the error handler has taken its own count away. Runs whenever a step fails ({@code
 * onExceptionOccurredRef}). Safe for use by several threads.
 */
public final class CountAttempts implements Processor {

  private static final String ATTEMPTS = "WebhookAttempts";

  /** How often the step was tried that failed last; 1 if nobody has counted. */
  static int attempts(Exchange exchange) {
    return exchange.getProperty(ATTEMPTS, 1, Integer.class);
  }

  @Override
  public void process(Exchange exchange) {
    // Camel counts the redelivery that would come next, whether or not it does.
    exchange.setProperty(
        ATTEMPTS, exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 1, Integer.class));
    // Camel catches everything, and would try again in a JVM that has run out of memory.
    FatalError.report(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
  }
}
