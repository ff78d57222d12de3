package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.intake.Admission;
import io.groqwebhooks.intake.Intake;
import io.groqwebhooks.observe.DeliveryMetrics;
import io.groqwebhooks.observe.FailureMetrics;
import io.groqwebhooks.observe.TargetMetrics;
import io.groqwebhooks.source.WebhookSources;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ManagementStrategy;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Metrics of deliveries and claims, where an application has a Micrometer registry. */
@AutoConfiguration(
    after = WebhooksAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
      // Of Spring Boot 4.
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    },
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

  /** Counts redeliveries and dead letters. */
  @Bean
  @ConditionalOnMissingBean(value = FailureMetrics.class, name = "webhookFailureMetrics")
  public FailureMetrics webhookFailureMetrics(MeterRegistry registry, WebhookSources sources) {
    return new FailureMetrics(registry, sources);
  }

  /** Times requests to targets. */
  @Bean
  @ConditionalOnMissingBean(value = TargetMetrics.class, name = "webhookTargetMetrics")
  public TargetMetrics webhookTargetMetrics(MeterRegistry registry) {
    return new TargetMetrics(registry);
  }

  /** Camel finds the bean by itself too early, and forgets it when JMX is turned off. */
  @Bean
  @ConditionalOnMissingBean(name = "webhookFailureNotifier")
  CamelContextConfiguration webhookFailureNotifier(FailureMetrics metrics) {
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext camelContext) {
        ManagementStrategy management = camelContext.getManagementStrategy();
        if (!management.getEventNotifiers().contains(metrics)) {
          management.addEventNotifier(metrics);
        }
      }

      @Override
      public void afterApplicationStart(CamelContext camelContext) {}
    };
  }

  @Bean
  @ConditionalOnMissingBean(name = "webhookGauges")
  MeterBinder webhookGauges(ConfigurableListableBeanFactory beans, Intake intake) {
    return registry -> {
      Gauge.builder("webhooks.claims.in.flight", () -> claimsInFlight(beans))
          .description("Events that this process has claimed and not settled")
          .register(registry);
      Gauge.builder("webhooks.deliveries.in.flight", intake.admission(), Admission::inFlight)
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
