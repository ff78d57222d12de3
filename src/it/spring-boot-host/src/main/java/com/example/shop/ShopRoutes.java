package com.example.shop;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Routes that were there before, with an error handling of their own. */
@Component
class ShopRoutes extends RouteBuilder {

  static final AtomicInteger ATTEMPTS = new AtomicInteger();

  @Override
  public void configure() {
    errorHandler(defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0));
    onException(IllegalArgumentException.class).handled(true).setBody(constant("the shop's own"));

    from("direct:order")
        .idempotentConsumer(body())
        .idempotentRepository("orders")
        .process(
            exchange -> {
              ATTEMPTS.incrementAndGet();
              throw new IllegalArgumentException("broken");
            });
  }
}
