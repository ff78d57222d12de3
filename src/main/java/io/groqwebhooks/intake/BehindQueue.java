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
    Endpoint from = exchange.getFromEndpoint();
    if (from == null || hasScheme(from, "direct:")) {
      // An application has sent the event into its routes by itself, and is told of a failure.
      return false;
    }
    // A queue inside the process copies the exchange that a sender waited for, delivery included.
    return Delivery.of(exchange) == null
        || !(hasScheme(from, "kamelet:") || hasScheme(from, "platform-http:"));
  }

  private static boolean hasScheme(Endpoint endpoint, String scheme) {
    return endpoint.getEndpointUri().startsWith(scheme);
  }
}
