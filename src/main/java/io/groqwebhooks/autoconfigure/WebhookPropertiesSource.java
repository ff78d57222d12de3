package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.source.WebhookSources;
import io.groqwebhooks.wiring.RouteSettings;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/**
 * Lets routes and the Kamelet read settings as {@code {{webhooks.retry.delay}}} also where nobody
 * has set them: Camel reads Spring's properties, but does not know the defaults of ours.
 */
final class WebhookPropertiesSource implements PropertiesSource {

  private static final Pattern PATH = Pattern.compile("webhooks\\.sources\\.([^.]*)\\.path");

  private final Map<String, String> values;
  private final boolean hasServer;

  /**
   * @param hasServer whether this application serves HTTP by servlets
   */
  WebhookPropertiesSource(WebhookProperties properties, WebhookSources sources, boolean hasServer) {
    this.hasServer = hasServer;
    WebhookProperties.Queue queue = properties.getQueue();
    WebhookProperties.Retry retry = properties.getRetry();
    values =
        new RouteSettings(
                properties.getDeadLetter(),
                properties.getDeadLetterEnabled(),
                queue.getConcurrency(),
                queue.getTimeout(),
                new RouteSettings.Retry(
                    retry.getMaxRedeliveries(),
                    retry.getDelay(),
                    retry.getMultiplier(),
                    retry.getMaxDelay(),
                    retry.getJitter()))
            .toProperties(sources);
  }

  @Override
  public String getName() {
    return "webhooks";
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
