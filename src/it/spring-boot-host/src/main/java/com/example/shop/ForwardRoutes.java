package com.example.shop;

import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** What was added to send events on: two targets, each with a queue of its own, one of them with CloudEvents. */
@Component
@ConditionalOnProperty("webhooks.targets.billing.url")
class ForwardRoutes extends RouteBuilder {

  @Override
  public void configure() {
    errorHandler(defaultErrorHandler().maximumRedeliveries(-1).redeliveryDelay(50));

    from("kamelet:verified-webhook-source?source=orders")
        .routeId("orders")
        .idempotentConsumer(header("WebhookEventId"))
        .idempotentRepository("webhookClaims")
        .completionEager(true)
        .to(ExchangePattern.InOnly, "seda:billing")
        .to(ExchangePattern.InOnly, "seda:archive");

    from("seda:billing").to("kamelet:signed-webhook-sink?target=billing");

    from("seda:archive")
        .transformDataType("webhook:cloudevents")
        .to("kamelet:signed-webhook-sink?target=archive");
  }
}
