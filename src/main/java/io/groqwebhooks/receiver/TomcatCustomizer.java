package io.groqwebhooks.receiver;

import io.groqwebhooks.autoconfigure.WebhookProperties;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Makes Tomcat answer in JSON where no application code is reached, and gives it a thread for every
 * delivery that is let in, with some left that refuse what is not.
 */
final class TomcatCustomizer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private static final int SPARE_THREADS = 50;

  private final int threads;

  TomcatCustomizer(WebhookProperties properties) {
    this.threads = properties.getMaxInFlight() + SPARE_THREADS;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextCustomizers(
        context -> {
          if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(JsonErrorReportValve.class.getName());
          }
        });
    factory.addProtocolHandlerCustomizers(
        handler -> {
          if (handler instanceof AbstractProtocol<?> protocol) {
            protocol.setMaxThreads(Math.max(protocol.getMaxThreads(), threads));
          }
        });
  }
}
