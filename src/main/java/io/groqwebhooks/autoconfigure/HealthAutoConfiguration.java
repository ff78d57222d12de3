package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.intake.Intake;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The claim store's health, where an application has Spring Boot's actuator. */
@AutoConfiguration(after = WebhooksAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(ClaimStore.class)
public class HealthAutoConfiguration {

  /**
   * Whether the claim store answers, as {@code webhookClaims}: without it every event is refused,
   * so that it belongs to readiness. Takes no longer than {@code webhooks.claims.timeout}. A store
   * that nobody has needed yet is not opened for this, and its health is not known.
   */
  @Bean
  @ConditionalOnMissingBean(name = "webhookClaimsHealthIndicator")
  public HealthIndicator webhookClaimsHealthIndicator(ConfigurableListableBeanFactory beans) {
    return () -> {
      for (String name : beans.getBeanNamesForType(ClaimStore.class, true, false)) {
        if (beans.getSingleton(name) instanceof ClaimStore store) {
          return health(store);
        }
      }
      return Health.unknown().build();
    };
  }

  /**
   * Whether the work that goes on beside deliveries goes on, as {@code webhookTasks}: without it
   * senders would wait for ever, and other replicas would take over what is being handled here. A
   * process in which it has ended has to be started again, so that it belongs to liveness.
   */
  @Bean
  @ConditionalOnMissingBean(name = "webhookTasksHealthIndicator")
  public HealthIndicator webhookTasksHealthIndicator(
      Intake intake, ConfigurableListableBeanFactory beans) {
    return () -> {
      boolean alive = intake.isAlive();
      for (String name : beans.getBeanNamesForType(ClaimLeases.class, true, false)) {
        alive &= !(beans.getSingleton(name) instanceof ClaimLeases leases) || leases.isAlive();
      }
      return (alive ? Health.up() : Health.down()).build();
    };
  }

  private static Health health(ClaimStore store) {
    try {
      store.ping();
      return Health.up().withDetail("store", store.description()).build();
    } catch (ClaimsUnavailableException e) {
      return Health.down().withDetail("reason", String.valueOf(e.getMessage())).build();
    }
  }
}
