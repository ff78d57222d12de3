package io.groqwebhooks.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.deadletter.DeadLetter;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.source.WebhookSources;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class FailureMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FailureMetrics metrics =
      new FailureMetrics(registry, new WebhookSources(List.of()));

  @Test
  void sourcesOfMessagesThatAreNotConfiguredMakeOneTimeSeries() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.getManagementStrategy().addEventNotifier(metrics);
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              errorHandler(defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0));
              from("direct:in").routeId("failing").throwException(new IllegalStateException());
            }
          });
      camel.start();
      for (String source : List.of("a", "b")) {
        camel
            .createProducerTemplate()
            .send(
                "direct:in",
                exchange -> exchange.getMessage().setHeader(EventHeaders.SOURCE, source));
        metrics.kept(deadLetter(source));
      }
    }

    assertThat(registry.getMeters()).hasSize(2);
    assertThat(
            registry
                .get("webhooks.redeliveries")
                .tags("source", "other", "route", "failing")
                .counter()
                .count())
        .isEqualTo(4);
    assertThat(registry.get("webhooks.dead.letters").tag("source", "other").counter().count())
        .isEqualTo(2);
  }

  private static DeadLetter deadLetter(String source) {
    return new DeadLetter(
        source, "1", "t", null, null, null, "", "", "", 1, DeadLetter.JSON, new byte[0]);
  }
}
