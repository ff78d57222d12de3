package com.example.shop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** What was added to handle events. */
@Component
@ConditionalOnProperty(name = "shop.webhooks", matchIfMissing = true)
public class WebhookRoutes extends RouteBuilder {

  /** Ids of handled events. */
  public final Queue<String> handled = new ConcurrentLinkedQueue<>();

  public final AtomicInteger failures = new AtomicInteger();
  public final CountDownLatch slowBegun = new CountDownLatch(1);
  public final CountDownLatch slowMayEnd = new CountDownLatch(1);

  @Override
  public void configure() {
    errorHandler(defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0));

    from("kamelet:verified-webhook-source?source=groq")
        .routeId("groq-events")
        .idempotentConsumer(header("WebhookEventId"))
        .idempotentRepository("webhookClaims")
        .completionEager(true)
        .process(this::handle);
  }

  private void handle(Exchange exchange) throws InterruptedException {
    String type = exchange.getMessage().getHeader("WebhookEventType", String.class);
    if (type.equals("shop.failing")) {
      failures.incrementAndGet();
      throw new IllegalStateException("the handler's secret");
    }
    if (type.equals("shop.slow")) {
      slowBegun.countDown();
      slowMayEnd.await();
    }
    handled.add(exchange.getMessage().getHeader("WebhookEventId", String.class));
  }
}
