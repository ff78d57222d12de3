package com.example.host;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** What was added to handle events. */
@Component
@ConditionalOnProperty(name = "host.webhooks", matchIfMissing = true)
public class WebhookRoutes extends RouteBuilder {

  /** Ids of handled events. */
  public final Queue<String> handled = new ConcurrentLinkedQueue<>();

  @Override
  public void configure() {
    from("kamelet:verified-webhook-source?source=groq")
        .idempotentConsumer(header("WebhookEventId"))
        .idempotentRepository("webhookClaims")
        .completionEager(true)
        .process(this::handle);
  }

  private void handle(Exchange exchange) {
    handled.add(exchange.getMessage().getHeader("WebhookEventId", String.class));
  }
}
