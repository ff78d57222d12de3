package io.groqwebhooks.receiver;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Names the setting when it is the port of health and metrics that is in use: a second receiver on
 * a machine meets that first, and may not know that there is such a port.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ManagementPortFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

  private static final String SETTING = "management.server.port";

  private final Environment environment;

  ManagementPortFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable failure, PortInUseException cause) {
    if (!String.valueOf(cause.getPort()).equals(environment.getProperty(SETTING))) {
      return null;
    }
    return new FailureAnalysis(
        "The port of health and metrics, " + cause.getPort() + ", is in use.",
        "Set " + SETTING + " to another port, or to -1 to go without.",
        failure);
  }
}
