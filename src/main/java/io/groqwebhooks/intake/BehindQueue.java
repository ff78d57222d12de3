package io.groqwebhooks.intake;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether nobody waits for what becomes of an exchange, because a queue has kept the event. Each
 * exchange decides for itself: a sender that waits is told of a failure and comes again, while a
 * queue's consumer has to cope by itself. Safe for use by several threads.
 */
public final class BehindQueue implements Predicate {

  @Override
  public boolean matches(Exchange exchange) {
    return !Delivery.isAwaited(exchange) && !isCalled(exchange);
  }

  /** An application has sent the event into its routes by itself, and is told of a failure. */
  private static boolean isCalled(Exchange exchange) {
    Endpoint from = exchange.getFromEndpoint();
    return from == null || from.getEndpointUri().startsWith("direct:");
  }
}
