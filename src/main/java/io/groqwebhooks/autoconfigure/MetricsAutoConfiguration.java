package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.intake.IntakeCapacity;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Metrics of deliveries and claims, where an application has a Micrometer registry. */
@AutoConfiguration(
    after = ClaimsAutoConfiguration.class,
    afterName =
        "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
    beforeName = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public class MetricsAutoConfiguration {

  /** Counts and times deliveries. */
  @Bean
  @ConditionalOnMissingBean(value = DeliveryMetrics.class, name = "webhookDeliveryMetrics")
  public DeliveryMetrics webhookDeliveryMetrics(MeterRegistry registry) {
    return new DeliveryMetrics(registry);
  }

  @Bean
  @ConditionalOnMissingBean(name = "webhookGauges")
  MeterBinder webhookGauges(ConfigurableListableBeanFactory beans, IntakeCapacity capacity) {
    return registry -> {
      Gauge.builder("webhooks.claims.in.flight", () -> claimsInFlight(beans))
          .description("Events that this process has claimed and not settled")
          .register(registry);
      Gauge.builder("webhooks.deliveries.in.flight", capacity, IntakeCapacity::inFlight)
          .description("Deliveries that are being handled")
          .register(registry);
    };
  }

  /** Does not create what nobody else has needed yet. */
  private static int claimsInFlight(ConfigurableListableBeanFactory beans) {
    int claims = 0;
    for (String name : beans.getBeanNamesForType(ClaimLeases.class, true, false)) {
      if (beans.getSingleton(name) instanceof ClaimLeases leases) {
        claims += leases.inFlight();
      }
    }
    return claims;
  }
}
