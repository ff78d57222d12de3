package io.groqwebhooks.receiver;

import io.groqwebhooks.console.ConsoleServlet;
import io.groqwebhooks.console.ConsoleSetup;
import io.groqwebhooks.deliveries.DeliveryQueries;
import io.groqwebhooks.queue.QueueDepths;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.WebhookSources;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
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
            new ConsoleServlet(() -> setup(receiver(context))),
            endpoints.getBasePath() + ManagementLines.CONSOLE + "/*");
    String none = ManagementLines.noConsole(settings, server.getAddress());
    servlet.setEnabled(none == null);
    if (none != null && settings.console().enabled()) {
      LOG.warn("There is no console, since {}", none);
    }
    return servlet;
  }

  /** Beside this context, which has a server of its own. */
  private static ServletWebServerApplicationContext receiver(ApplicationContext context) {
    if (context.getParent() instanceof ServletWebServerApplicationContext receiver) {
      return receiver;
    }
    throw new IllegalStateException("Management is not a child of the receiver");
  }

  private static ConsoleSetup setup(ServletWebServerApplicationContext receiver) {
    WebServer server = receiver.getWebServer();
    return new ConsoleSetup(
        receiver.getBean(WebhookSettings.class),
        receiver.getBean(WebhookSources.class),
        receiver.getBeanProvider(DeliveryQueries.class).getIfAvailable(),
        receiver.getBean(QueueDepths.class),
        OwnServer.address(receiver.getBean(ServerProperties.class), server.getPort()),
        () -> OwnServer.certificates(server));
  }
}
