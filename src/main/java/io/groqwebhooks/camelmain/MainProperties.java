package io.groqwebhooks.camelmain;

import io.groqwebhooks.settings.EnvironmentVariable;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.settings.WebhookSettings;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The properties under {@code webhooks} of an application on Camel Main. They are read past Camel's
 * placeholders, since Camel logs what it looks up, and secrets are among them.
 */
final class MainProperties {

  /** What only the receiver that runs by itself has. */
  private static final Set<String> OF_THE_RECEIVER =
      Set.of("webhooks.routes-dir", "webhooks.reload", "webhooks.max-connections-per-address");

  private final CamelContext context;
  private final Properties properties;

  private MainProperties(CamelContext context, Properties properties) {
    this.context = context;
    this.properties = properties;
  }

  /**
   * The settings of the application.
   *
   * @throws InvalidSettingException if one of them cannot be used
   */
  static WebhookSettings settings(CamelContext context) {
    Properties properties =
        context
            .getPropertiesComponent()
            .loadProperties(
                name -> name.startsWith(WebhookSettings.ROOT + "."), Function.identity());
    for (String name : OF_THE_RECEIVER) {
      if (properties.getProperty(name) != null) {
        throw new InvalidSettingException(
            name + " is a setting of the receiver that runs by itself, not of an application.",
            "Remove it.");
      }
    }
    MainProperties main = new MainProperties(context, properties);
    return new SettingsReader(main::get, properties.stringPropertyNames())
        .read()
        .withSecretsOf(EnvironmentVariable::get);
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
}
