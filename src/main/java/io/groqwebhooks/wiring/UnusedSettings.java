package io.groqwebhooks.wiring;

import io.groqwebhooks.intake.Intake;
import io.groqwebhooks.settings.RetrySettings;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns at the start of settings that have no effect, because no route uses them. */
public final class UnusedSettings extends LifecycleStrategySupport {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  private final WebhookSettings settings;
  private final WebhookSources sources;
  private final Intake intake;

  UnusedSettings(WebhookSettings settings, WebhookSources sources, Intake intake) {
    this.settings = settings;
    this.sources = sources;
    this.intake = intake;
  }

  @Override
  public void onContextStarted(CamelContext context) {
    for (WebhookSource source : sources.all()) {
      if (!intake.routes().isThereOneFor(source)) {
        LOG.warn(
            "The source {} has no route that runs, and nothing is received at {}."
                + " A route from kamelet:verified-webhook-source?source={} makes it one.",
            source.name(),
            source.path(),
            source.name());
      }
    }
    boolean meant =
        !settings.retry().equals(RetrySettings.DEFAULT) || settings.deadLetterEnabled() != null;
    if (meant
        && context instanceof ModelCamelContext routes
        && routes.getRouteConfigurationDefinitions().isEmpty()) {
      LOG.warn(
          "webhooks.retry.* and webhooks.dead-letter-enabled have no effect: no route configuration"
              + " uses them. META-INF/groq-webhooks/routes/error-handling.camel.yaml in the class"
              + " path is one.");
    }
  }
}
