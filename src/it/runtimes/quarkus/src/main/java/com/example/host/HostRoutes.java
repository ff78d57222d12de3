package com.example.host;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** A page that the application had before it received webhooks, and what was added to handle events. */
@ApplicationScoped
public class HostRoutes extends RouteBuilder {

  /** Ids of handled events. */
  private final Queue<String> handled = new ConcurrentLinkedQueue<>();

  @Override
  public void configure() {
    from("platform-http:/own").setBody(constant("own"));

    from("kamelet:verified-webhook-source?source=groq")
        .idempotentConsumer(header("WebhookEventId"))
        .idempotentRepository("webhookClaims")
        .completionEager(true)
        .log("Received ${header.WebhookEventType}")
        .process(this::handle);

    // For the tests.
    from("platform-http:/handled").process(this::show);
  }

  private void handle(Exchange exchange) {
    handled.add(exchange.getMessage().getHeader("WebhookEventId", String.class));
  }

  private void show(Exchange exchange) {
    exchange.getMessage().setBody(String.join("\n", handled));
  }
}
