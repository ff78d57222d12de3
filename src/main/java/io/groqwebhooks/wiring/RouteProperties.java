package io.groqwebhooks.wiring;

import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.QueueSettings;
import io.groqwebhooks.settings.RetrySettings;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/**
 * Lets routes and the Kamelet read settings also where nobody has set them. What somebody has set
 * Camel reads by itself, as it was written, and durations otherwise than Spring. Routes therefore
 * read {@code {{webhook-settings.retry.delay}}}, a name that nobody sets: durations under it are in
 * milliseconds. Immutable.
 */
public final class RouteProperties implements PropertiesSource {

  private static final Pattern PATH = Pattern.compile("webhooks\\.sources\\.([^.]*)\\.path");

  private final Map<String, String> values = new HashMap<>();
  private final boolean hasServer;

  /**
   * @param hasServer whether this application has an HTTP server that the intake knows
   */
  public RouteProperties(WebhookSettings settings, WebhookSources sources, boolean hasServer) {
    this.hasServer = hasServer;
    QueueSettings queue = settings.queue();
    RetrySettings retry = settings.retry();
    put("webhooks.dead-letter", settings.deadLetter());
    put("webhooks.queue.concurrency", queue.concurrency());
    put("webhooks.queue.timeout", queue.timeout().toMillis());
    put("webhooks.retry.max-redeliveries", retry.maxRedeliveries());
    put("webhooks.retry.delay", retry.delay().toMillis());
    put("webhooks.retry.multiplier", retry.multiplier());
    put("webhooks.retry.max-delay", retry.maxDelay().toMillis());
    put("webhooks.retry.jitter", retry.jitter());
    for (WebhookSource source : sources.all()) {
      put(SourceSettings.prefix(source.name()) + "path", source.path());
    }
  }

  private void put(String property, Object value) {
    values.put(property, value.toString());
    values.put(property.replaceFirst("^webhooks\\.", "webhook-settings."), value.toString());
  }

  @Override
  public String getName() {
    return WebhookSettings.ROOT;
  }

  @Override
  public @Nullable String getProperty(String name) {
    Matcher path = PATH.matcher(name);
    if (path.matches()) {
      checkReceives(name, path.group(1));
    }
    return values.get(name);
  }

  /** Only a route from the source asks for its path. */
  private void checkReceives(String path, String source) {
    if (!values.containsKey(path)) {
      throw WebhookSources.unknown(source);
    }
    if (!hasServer) {
      throw new InvalidSettingException(
          "A route receives from the webhook source '"
              + source
              + "', but this application has no servlet web server.",
          "Add spring-boot-starter-web, remove spring.main.web-application-type, or leave the route"
              + " out.");
    }
  }
}
