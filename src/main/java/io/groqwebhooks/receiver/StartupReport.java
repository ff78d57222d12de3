package io.groqwebhooks.receiver;

import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.routes.RoutesFolder;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.SenderFiles;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Tells an operator, in one block, what runs here. */
final class StartupReport implements ApplicationListener<ApplicationReadyEvent> {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  private static final Collector<CharSequence, ?, String> LINES =
      Collectors.joining("\n            ");

  private final ClaimStore claims;

  StartupReport(ClaimStore claims) {
    this.claims = claims;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    ApplicationContext context = event.getApplicationContext();
    Environment environment = context.getEnvironment();
    CamelContext camel = context.getBean(CamelContext.class);
    List<WebhookSource> sources = context.getBean(WebhookSources.class).all();
    WebhookSettings settings = context.getBean(WebhookSettings.class);
    SenderFiles files = SenderFiles.in(settings.sendersDir());

    // Before it is called ready: the first events would be refused while the store is connected to.
    String problem = problem(claims);
    LOG.info(
        """
        groq-webhooks-camel {} is ready on port {} after {} ms, on Java {}
          sources   {}
          claims    {}{}{}{}
          routes    {} from {}{}""",
        version(),
        context instanceof ServletWebServerApplicationContext web
            ? web.getWebServer().getPort()
            : "-",
        event.getTimeTaken().toMillis(),
        Runtime.version().feature(),
        sources.stream()
            .map(source -> describe(source, files) + secretFiles(source, settings))
            .collect(LINES),
        claims.description(),
        dispatch(settings),
        targets(settings),
        ManagementLines.of(context),
        camel.getRoutesSize(),
        environment.getProperty(RoutesFolder.FOUND),
        extensions(context));
    if (problem != null) {
      LOG.warn("Events are refused with 503 for the time being: {}", problem);
    }
    context
        .getBeanProvider(HealthEndpoint.class)
        .ifAvailable(health -> new ReadinessReport(health, camel).begin());
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

  /** A line with the endpoints between intake and handling; none if the routes name them. */
  private static String dispatch(WebhookSettings settings) {
    String endpoints =
        settings.sources().values().stream()
            .map(SourceSettings::dispatch)
            .filter(Objects::nonNull)
            .collect(LINES);
    return endpoints.isEmpty() ? "" : "\n  dispatch  " + endpoints;
  }

  /** A line with the targets, whose addresses may hold tokens; none if there are none. */
  private static String targets(WebhookSettings settings) {
    return settings.targets().isEmpty()
        ? ""
        : "\n  targets   " + String.join(", ", settings.targets().keySet());
  }

  /** A line with the jars beside the receiver; none if there are none. */
  private static String extensions(ApplicationContext context) {
    String jars =
        context.getBeanProvider(Extensions.class).stream()
            .flatMap(extensions -> extensions.jars().stream())
            .map(Path::toString)
            .collect(LINES);
    return jars.isEmpty() ? "" : "\n  with      " + jars;
  }

  private static String describe(WebhookSource source, SenderFiles files) {
    String scheme = source.sender().name();
    Path own = files.own(scheme);
    String by = scheme.equals(source.name()) ? "" : " (" + scheme + ")";
    return source.name() + (own == null ? by : " (" + own + ")") + " at POST " + source.path();
  }

  /** Where the source has its secrets, if that is in files, and how many there are in all. */
  private static String secretFiles(WebhookSource source, WebhookSettings settings) {
    SourceSettings set = settings.sources().get(source.name());
    if (set == null || set.secretFiles() == null) {
      return "";
    }
    int count = source.secrets().all().size();
    return ", " + count + (count == 1 ? " secret" : " secrets") + " with " + set.secretFiles();
  }

  private static String version() {
    String version = StartupReport.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }
}
