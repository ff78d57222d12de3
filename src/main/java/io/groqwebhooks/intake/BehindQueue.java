package io.groqwebhooks.intake;

import io.groqwebhooks.event.OriginalEvent;
import java.util.Set;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether nobody waits for what becomes of an exchange, because a queue has kept the event. Each
 * exchange decides for itself: a sender that waits is told of a failure and comes again, while a
 * queue's consumer has to cope by itself. Safe for use by several threads.
 */
public final class BehindQueue implements Predicate {

  /** Components that are queues, whatever the messages in them are. */
  private static final Set<String> QUEUES =
      Set.of("activemq", "activemq6", "amqp", "jms", "kafka", "seda", "sjms", "spring-rabbitmq");

  @Override
  public boolean matches(Exchange exchange) {
    Endpoint from = exchange.getFromEndpoint();
    if (from == null || exchange.getPattern().isOutCapable()) {
      return false;
    }
    String uri = from.getEndpointUri();
    String scheme = uri.substring(0, Math.max(0, uri.indexOf(':')));
    return switch (scheme) {
      // An application has sent the event into its routes by itself, or an HTTP client waits.
      case "direct", "platform-http" -> false;
      // The Kamelet, whose sender waits; or one that reads a queue.
      case "kamelet" -> Delivery.of(exchange) == null && OriginalEvent.of(exchange) != null;
      // A queue inside the process copies the exchange that a sender waited for, delivery included.
      default -> QUEUES.contains(scheme) || OriginalEvent.of(exchange) != null;
    };
  }
}
