package io.groqwebhooks.receiver;

import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.WebhookSettings;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Makes Tomcat answer in JSON where no application code is reached, and gives it a thread for every
 * delivery that is let in, with some left that refuse what is not. Tells when requests began.
 */
final class TomcatCustomizer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private static final int SPARE_THREADS = 50;

  private final int threads;

  TomcatCustomizer(WebhookSettings settings) {
    this.threads = settings.maxInFlight() + SPARE_THREADS;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    // Spring takes a negative port for any that is free.
    InvalidSettingException.unless(
        factory.getPort() >= 0, "server.port", "from 0 to 65535", factory.getPort());
    factory.addEngineValves(new FirstByteValve());
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
