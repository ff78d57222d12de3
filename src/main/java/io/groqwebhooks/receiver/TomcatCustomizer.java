package io.groqwebhooks.receiver;

import io.groqwebhooks.http.tomcat.BoundedProtocol;
import io.groqwebhooks.http.tomcat.ConnectionBounds;
import io.groqwebhooks.http.tomcat.FirstByteValve;
import io.groqwebhooks.http.tomcat.PipelineValve;
import io.groqwebhooks.settings.HeapShare;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.WebhookSettings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.catalina.core.StandardHost;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Makes Tomcat answer in JSON where no application code is reached, and gives it a thread for every
 * delivery that is let in, with some left that refuse what is not. Bounds its connections, and
 * tells when requests began.
 */
final class TomcatCustomizer
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, MeterBinder, Ordered {

  private static final int SPARE_THREADS = 50;
  private static final String MAX_CONNECTIONS = "server.tomcat.max-connections";
  private static final String PROXIES = "server.tomcat.remoteip.internal-proxies";

  private final WebhookSettings settings;
  private final ServerProperties server;
  private final Environment environment;
  private @Nullable BoundedProtocol bounded;

  TomcatCustomizer(WebhookSettings settings, ServerProperties server, Environment environment) {
    this.settings = settings;
    this.server = server;
    this.environment = environment;
  }

  /** After Spring's own, which sets what its properties say. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    // Spring takes a negative port for any that is free.
    InvalidSettingException.unless(
        factory.getPort() >= 0, "server.port", "from 0 to 65535", factory.getPort());
    factory.addEngineValves(new FirstByteValve(), new PipelineValve());
    factory.addContextCustomizers(
        context -> {
          if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(JsonErrorReportValve.class.getName());
          }
        });
    factory.setProtocol(BoundedProtocol.class.getName());
    Predicate<String> proxies = proxies();
    // Not a customizer of the protocol's handler: Spring's own of the connector come after these.
    factory.addConnectorCustomizers(
        connector -> {
          if (connector.getProtocolHandler() instanceof BoundedProtocol protocol) {
            bound(protocol, proxies);
          }
        });
  }

  private void bound(BoundedProtocol protocol, Predicate<String> proxies) {
    protocol.setMaxThreads(
        Math.max(protocol.getMaxThreads(), settings.maxInFlight() + SPARE_THREADS));
    if (!environment.containsProperty(MAX_CONNECTIONS)) {
      protocol.setMaxConnections(ConnectionBounds.mostIn(HeapShare.CONNECTIONS.bytes()));
    }
    Integer perAddress = settings.maxConnectionsPerAddress();
    protocol.bound(
        new ConnectionBounds(
            perAddress == null ? Math.max(1, protocol.getMaxConnections() / 2) : perAddress,
            proxies,
            settings.receiveTimeout()));
    bounded = protocol;
  }

  /** The proxies whose word on where a request comes from is taken: those that are named. */
  private Predicate<String> proxies() {
    ServerProperties.ForwardHeadersStrategy strategy = server.getForwardHeadersStrategy();
    InvalidSettingException.unless(
        strategy != ServerProperties.ForwardHeadersStrategy.FRAMEWORK,
        "server.forward-headers-strategy",
        "none or native, which believes named proxies and nobody else",
        "framework");
    ServerProperties.Tomcat.Remoteip remote = server.getTomcat().getRemoteip();
    boolean forwarded =
        remote.getRemoteIpHeader() != null
            || remote.getProtocolHeader() != null
            || strategy == ServerProperties.ForwardHeadersStrategy.NATIVE;
    if (!forwarded) {
      return address -> false;
    }
    if (!environment.containsProperty(PROXIES)) {
      throw new InvalidSettingException(
          "Headers such as X-Forwarded-For are to be believed, but " + PROXIES + " is not set.",
          "Set " + PROXIES + " to a regular expression of your proxies' addresses.");
    }
    Predicate<String> proxies = Pattern.compile(remote.getInternalProxies()).asMatchPredicate();
    return remote.getTrustedProxies() == null
        ? proxies
        : proxies.or(Pattern.compile(remote.getTrustedProxies()).asMatchPredicate());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    if (bounded == null) {
      return;
    }
    for (String reason : bounded.ended().keySet()) {
      FunctionCounter.builder(
              "webhooks.connections.ended",
              bounded,
              protocol -> Objects.requireNonNullElse(protocol.ended().get(reason), 0L))
          .description("Connections that were ended for the sake of others")
          .tag("reason", reason)
          .register(registry);
    }
  }
}
