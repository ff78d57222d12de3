package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.intake.Intake;
import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * How claims and tasks are.
 *
 * @param status one of Spring Boot's, such as {@code UP}
 * @param details what an operator wants to know of it
 */
record WebhookHealth(String status, Map<String, String> details) {

  private static final String UP = "UP";
  private static final String DOWN = "DOWN";

  /**
   * Whether the claim store answers: without it every event is refused, so that it belongs to
   * readiness. Takes no longer than {@code webhooks.claims.timeout}. A store that nobody has needed
   * yet is not opened for this, and its health is not known.
   */
  static WebhookHealth ofClaims(ConfigurableListableBeanFactory beans) {
    for (String name : beans.getBeanNamesForType(ClaimStore.class, true, false)) {
      if (beans.getSingleton(name) instanceof ClaimStore store) {
        return of(store);
      }
    }
    return new WebhookHealth("UNKNOWN", Map.of());
  }

  private static WebhookHealth of(ClaimStore store) {
    try {
      store.ping();
      return new WebhookHealth(UP, Map.of("store", store.description()));
    } catch (ClaimsUnavailableException e) {
      return new WebhookHealth(DOWN, Map.of("reason", String.valueOf(e.getMessage())));
    }
  }

  /**
   * Whether the work that goes on beside deliveries goes on: without it senders would wait for
   * ever, and other replicas would take over what is being handled here. A process in which it has
   * ended has to be started again, so that it belongs to liveness.
   */
  static WebhookHealth ofTasks(ConfigurableListableBeanFactory beans) {
    boolean alive = beans.getBean(Intake.class).isAlive();
    for (String name : beans.getBeanNamesForType(ClaimLeases.class, true, false)) {
      alive &= !(beans.getSingleton(name) instanceof ClaimLeases leases) || leases.isAlive();
    }
    return new WebhookHealth(alive ? UP : DOWN, Map.of());
  }
}
