package io.groqwebhooks.event;

import org.apache.camel.Exchange;

/** How often the step of an event's route was tried that failed last. */
public final class Attempts {

  private static final String PROPERTY = "WebhookAttempts";

  private Attempts() {}

  /** The step has failed so often by now. */
  public static void failed(Exchange exchange, int attempts) {
    exchange.setProperty(PROPERTY, attempts);
  }

  /** How often a step was tried before it was given up; 1 if nobody has counted. */
  public static int untilGivenUp(Exchange exchange) {
    return exchange.getProperty(PROPERTY, 1, Integer.class);
  }

  /** How often a step was tried until it went well. */
  public static int untilDone(Exchange exchange) {
    return 1 + exchange.getProperty(PROPERTY, 0, Integer.class);
  }
}
