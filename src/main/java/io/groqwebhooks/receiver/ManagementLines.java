package io.groqwebhooks.receiver;

import io.groqwebhooks.settings.WebhookSettings;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/** Where health, metrics and the console are, as the start's report says it. */
final class ManagementLines {

  /** The console's path behind that of health and metrics. */
  static final String CONSOLE = "/webhooks";

  private ManagementLines() {}

  /** Two lines, each after a line end; none if nothing of this is anywhere. */
  static String of(ApplicationContext context) {
    Environment environment = context.getEnvironment();
    String port = environment.getProperty("local.management.port");
    if (port == null) {
      return "";
    }
    ManagementServerProperties management = context.getBean(ManagementServerProperties.class);
    ServerProperties server = context.getBean(ServerProperties.class);
    boolean shared = ManagementPortType.get(environment) != ManagementPortType.DIFFERENT;
    String base = shared ? server.getServlet().getContextPath() : management.getBasePath();
    String observe =
        OwnServer.scheme(shared ? server.getSsl() : management.getSsl())
            + "://"
            + environment.getProperty("management.server.address", "localhost")
            + ":"
            + port
            + Objects.requireNonNullElse(base, "")
            + context.getBean(WebEndpointProperties.class).getBasePath();
    String none =
        shared
            ? "management.server.port is the port of webhooks"
            : noConsole(context.getBean(WebhookSettings.class), management.getAddress());
    String console = none == null ? observe + CONSOLE : "none, since " + none;
    return "\n  observe   " + observe + "\n  console   " + console;
  }

  /** Why there is no console at this address, or null if there is one. */
  static @Nullable String noConsole(WebhookSettings settings, @Nullable InetAddress address) {
    if (!settings.console().enabled()) {
      return "webhooks.console.enabled is false";
    }
    boolean loopback = address != null && address.isLoopbackAddress();
    return loopback || settings.console().password() != null
        ? null
        : "management.server.address is not loopback and webhooks.console.password is not set";
  }
}
