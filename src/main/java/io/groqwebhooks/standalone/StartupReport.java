package io.groqwebhooks.standalone;

import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.intake.WebhookSource;
import io.groqwebhooks.intake.WebhookSources;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Tells an operator, in one block, what runs here. */
final class StartupReport implements ApplicationListener<ApplicationReadyEvent> {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    ApplicationContext context = event.getApplicationContext();
    Environment environment = context.getEnvironment();
    CamelContext camel = context.getBean(CamelContext.class);
    ClaimStore claims = context.getBean(ClaimStore.class);
    // Before it is called ready: the first events would be refused while the store is connected to.
    String problem = problem(claims);
    LOG.info(
        """
        groq-webhooks-camel {} is ready on port {} after {} ms, on Java {}
          sources   {}
          claims    {}
          dispatch  {}
          routes    {} from {}""",
        version(),
        context instanceof ServletWebServerApplicationContext web
            ? web.getWebServer().getPort()
            : "-",
        event.getTimeTaken().toMillis(),
        Runtime.version().feature(),
        context.getBean(WebhookSources.class).all().stream()
            .map(StartupReport::describe)
            .collect(Collectors.joining("\n            ")),
        claims.description(),
        environment.getProperty("groq.dispatch"),
        camel.getRoutesSize(),
        environment.getProperty(RoutesFolder.FOUND));
    if (problem != null) {
      LOG.warn("Events are refused with 503 for the time being: {}", problem);
    }
  }

  /** Why the store does not answer, or null if it does. */
  private static @Nullable String problem(ClaimStore claims) {
    try {
      claims.ping();
      return null;
    } catch (ClaimsUnavailableException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String describe(WebhookSource source) {
    return source.name() + " at POST " + source.path();
  }

  private static String version() {
    String version = StartupReport.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }
}
