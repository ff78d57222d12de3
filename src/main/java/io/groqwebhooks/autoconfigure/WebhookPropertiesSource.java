package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.intake.InvalidSettingException;
import io.groqwebhooks.intake.WebhookSource;
import io.groqwebhooks.intake.WebhookSources;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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

  private final Map<String, String> values = new HashMap<>();
  private final boolean hasServer;

  /**
   * @param hasServer whether this application serves HTTP by servlets
   */
  WebhookPropertiesSource(WebhookProperties properties, WebhookSources sources, boolean hasServer) {
    this.hasServer = hasServer;
    boolean queued = sources.all().stream().anyMatch(WebhookSource::queued);
    values.put("webhooks.dead-letter", properties.getDeadLetter());
    values.put(
        "webhooks.dead-letter-enabled",
        Boolean.toString(Objects.requireNonNullElse(properties.getDeadLetterEnabled(), queued)));
    // An event whose claim cannot be had now: its sender can come again, a queue's consumer waits.
    values.put("webhooks.claims.max-redeliveries", queued ? "-1" : "0");
    values.put("webhooks.dead-letter-max-redeliveries", queued ? "-1" : "0");
    values.put(
        "webhooks.queue.concurrency", Integer.toString(properties.getQueue().getConcurrency()));
    values.put(
        "webhooks.queue.timeout", Long.toString(properties.getQueue().getTimeout().toMillis()));
    WebhookProperties.Retry retry = properties.getRetry();
    values.put("webhooks.retry.max-redeliveries", Integer.toString(retry.getMaxRedeliveries()));
    values.put("webhooks.retry.delay", Long.toString(retry.getDelay().toMillis()));
    values.put("webhooks.retry.multiplier", Double.toString(retry.getMultiplier()));
    values.put("webhooks.retry.max-delay", Long.toString(retry.getMaxDelay().toMillis()));
    values.put("webhooks.retry.jitter", Double.toString(retry.getJitter()));
    for (WebhookSource source : sources.all()) {
      values.put("webhooks.sources." + source.name() + ".path", source.path());
    }
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
