package io.groqwebhooks.receiver;

import io.groqwebhooks.console.ConsoleServlet;
import io.groqwebhooks.console.ConsoleSetup;
import io.groqwebhooks.deliveries.DeliveryQueries;
import io.groqwebhooks.queue.QueueDepths;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.WebhookSources;
import java.net.InetAddress;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Has the console beside health and metrics, where they have a port of their own. Others than who
 * is on this machine are asked for a password, or there is no console.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnBean(Receiver.class)
public class ManagementConsole {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  @Bean
  ServletRegistrationBean<ConsoleServlet> receiverManagementConsole(
      WebhookSettings settings,
      ManagementServerProperties server,
      WebEndpointProperties endpoints,
      ApplicationContext context) {
    ServletRegistrationBean<ConsoleServlet> servlet =
        new ServletRegistrationBean<>(
            new ConsoleServlet(() -> setup(context)),
            endpoints.getBasePath() + ManagementLines.CONSOLE + "/*");
    String none = ManagementLines.noConsole(settings, server.getAddress());
    servlet.setEnabled(none == null);
    if (none != null && settings.console().enabled()) {
      LOG.warn("There is no console, since {}", none);
    }
    return servlet;
  }

  private static ConsoleSetup setup(ApplicationContext context) {
    return new ConsoleSetup(
        context.getBean(WebhookSettings.class),
        context.getBean(WebhookSources.class),
        context.getBeanProvider(DeliveryQueries.class).getIfAvailable(),
        context.getBean(QueueDepths.class),
        receiver(
            context.getBean(ServerProperties.class),
            context.getEnvironment().getRequiredProperty("local.server.port")));
  }

  /** Where the receiver takes webhooks, as it is reached from this machine. */
  private static URI receiver(ServerProperties server, String port) {
    Ssl ssl = server.getSsl();
    InetAddress address = server.getAddress();
    String host =
        address == null || address.isAnyLocalAddress() ? "localhost" : address.getHostAddress();
    return URI.create(
        (ssl != null && ssl.isEnabled() ? "https://" : "http://")
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + port);
  }
}
