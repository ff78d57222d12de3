package io.groqwebhooks.camelmain;

import io.groqwebhooks.settings.EnvironmentVariable;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.PlainSettings;
import io.groqwebhooks.source.SourceSettings;
import io.groqwebhooks.source.WebhookSources;
import io.groqwebhooks.wiring.RouteSettings;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The properties under {@code webhooks} of an application on Camel Main. They are read past Camel's
 * placeholders, since Camel logs what it looks up, and secrets are among them.
 */
final class MainProperties {

  private static final Pattern SOURCE = Pattern.compile("webhooks\\.sources\\.([^.]+)\\.(.+)");

  private static final Set<String> OF_A_SOURCE =
      Set.of(
          "scheme",
          "secrets",
          "path",
          "tolerance",
          "max-body-size",
          "hmac.header",
          "hmac.prefix",
          "hmac.algorithm",
          "hmac.encoding",
          "hmac.signed-content",
          "hmac.timestamp-header",
          "hmac.id-header",
          "event.id",
          "event.type",
          "event.created");

  private static final Set<String> OTHERS =
      Set.of(
          "webhooks.claims.file",
          "webhooks.claims.lease",
          "webhooks.claims.retention",
          "webhooks.dead-letter",
          "webhooks.dead-letter-enabled",
          "webhooks.max-buffered-size",
          "webhooks.max-in-flight",
          "webhooks.queue.concurrency",
          "webhooks.queue.timeout",
          "webhooks.receive-timeout",
          "webhooks.retry.delay",
          "webhooks.retry.jitter",
          "webhooks.retry.max-delay",
          "webhooks.retry.max-redeliveries",
          "webhooks.retry.multiplier");

  private final CamelContext context;
  private final Properties properties;
  private final PlainSettings settings = new PlainSettings(this::get);

  private MainProperties(CamelContext context, Properties properties) {
    this.context = context;
    this.properties = properties;
  }

  static MainProperties of(CamelContext context) {
    Properties properties =
        context
            .getPropertiesComponent()
            .loadProperties(
                name -> name.startsWith("webhooks.") || name.endsWith(".dispatch"),
                Function.identity());
    return new MainProperties(context, properties);
  }

  PlainSettings settings() {
    return settings;
  }

  private @Nullable String get(String name) {
    String value = properties.getProperty(name);
    try {
      return value == null ? null : context.resolvePropertyPlaceholders(value);
    } catch (IllegalArgumentException e) {
      // Without its cause, which shows the value: it may be a secret that only looks like one.
      throw new InvalidSettingException(
          name + " holds a placeholder that cannot be resolved",
          "Correct it; a secret that holds {{ can only come by its environment variable.");
    }
  }

  /** The sources that have a property; none if there are no properties. */
  WebhookSources sources() {
    Set<String> names = new TreeSet<>();
    for (String property : properties.stringPropertyNames()) {
      Matcher source = SOURCE.matcher(property);
      if (source.matches() && OF_A_SOURCE.contains(source.group(2))) {
        names.add(source.group(1));
      } else if (property.startsWith("webhooks.") && !OTHERS.contains(property)) {
        throw new InvalidSettingException(
            property + " is not a setting", "Correct its name, or remove it.");
      }
    }
    return WebhookSources.of(names.stream().map(this::source).toList());
  }

  private SourceSettings source(String name) {
    SourceSettings read = SourceSettings.read(name, this::get);
    String variable = SourceSettings.secretVariable(name);
    return read.withSecrets(
        Stream.of(variable, variable + "_PREVIOUS")
            .map(EnvironmentVariable::get)
            .filter(secret -> secret != null && !secret.isBlank())
            .toList());
  }

  RouteSettings routes() {
    String deadLetterEnabled = get("webhooks.dead-letter-enabled");
    return new RouteSettings(
        settings.text("webhooks.dead-letter", "file:data/dead-letter?tempPrefix=."),
        deadLetterEnabled == null ? null : Boolean.valueOf(deadLetterEnabled.strip()),
        settings.number("webhooks.queue.concurrency", 8),
        settings.duration("webhooks.queue.timeout", Duration.ofSeconds(5)),
        new RouteSettings.Retry(
            settings.number("webhooks.retry.max-redeliveries", 3),
            settings.duration("webhooks.retry.delay", Duration.ofMillis(200)),
            decimal("webhooks.retry.multiplier", "2"),
            settings.duration("webhooks.retry.max-delay", Duration.ofSeconds(2)),
            decimal("webhooks.retry.jitter", "0.2")));
  }

  private double decimal(String property, String otherwise) {
    String text = settings.text(property, otherwise);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new InvalidSettingException(
          property + " must be a number, not " + text, "Change " + property + ".");
    }
  }
}
