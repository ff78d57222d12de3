package io.groqwebhooks.receiver;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.CompositeHealth;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthComponent;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.actuate.health.Status;

/**
 * Tells an operator what a receiver that has just started still waits for, such as a broker: its
 * first event would be the first to tell. Brokers are asked in a thread beside, because consumers
 * need a moment to connect, and nothing waits for them.
 */
final class ReadinessReport {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  private static final String GROUP = "ready";
  private static final String CAMEL = "camelReadinessState";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final HealthEndpoint health;

  private final CamelContext camel;

  ReadinessReport(HealthEndpoint health, CamelContext camel) {
    this.health = health;
    this.camel = camel;
  }

  void begin() {
    Thread thread = new Thread(this::report, "webhook-readiness");
    thread.setDaemon(true);
    thread.start();
  }

  private void report() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    try {
      Map<String, String> missing = missing();
      while (!missing.isEmpty() && System.nanoTime() - until < 0) {
        Thread.sleep(PAUSE.toMillis());
        missing = missing();
      }
      missing.forEach(
          (name, why) -> LOG.warn("The receiver is not ready, because of {}: {}", name, why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The receiver is ending, say.
      LOG.debug("Readiness cannot be asked for", e);
    }
  }

  private Map<String, String> missing() {
    Map<String, String> missing = new TreeMap<>();
    if (health.healthForPath(GROUP) instanceof CompositeHealth group) {
      group
          .getComponents()
          .forEach(
              (name, component) -> {
                if (component.getStatus().equals(Status.UP)) {
                  return;
                }
                if (name.equals(CAMEL)) {
                  // Camel tells Spring no more than that.
                  missingInCamel(missing);
                } else {
                  missing.put(name, why(component));
                }
              });
    }
    return missing;
  }

  private void missingInCamel(Map<String, String> missing) {
    for (HealthCheck.Result result : HealthCheckHelper.invokeReadiness(camel)) {
      if (result.getState() == HealthCheck.State.DOWN) {
        missing.put(
            result.getCheck().getId(),
            result.getMessage().map(message -> "DOWN, " + message).orElse("DOWN"));
      }
    }
  }

  private static String why(HealthComponent component) {
    String status = component.getStatus().getCode();
    Object error = component instanceof Health told ? told.getDetails().get("error") : null;
    return error == null ? status : status + ", " + error;
  }
}
