package io.groqwebhooks.camelmain;

import io.groqwebhooks.settings.EnvironmentVariable;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.WebhookSettings;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The properties under {@code webhooks} of an application on Camel Main, and the environment
 * variables that set them, by Spring's naming. They are read past Camel's placeholders, since Camel
 * logs what it looks up, and secrets are among them.
 */
final class MainProperties {

  /** What only the receiver that runs by itself has. */
  private static final Set<String> OF_THE_RECEIVER =
      Set.of("webhooks.routes-dir", "webhooks.reload", "webhooks.max-connections-per-address");

  private static final String SOURCES = EnvironmentVariable.of(WebhookSettings.ROOT + ".sources.");

  private final CamelContext context;
  private final Properties properties;
  private final Function<String, @Nullable String> variables;

  private MainProperties(
      CamelContext context, Properties properties, Function<String, @Nullable String> variables) {
    this.context = context;
    this.properties = properties;
    this.variables = variables;
  }

  /**
   * The settings of the application.
   *
   * @throws InvalidSettingException if one of them cannot be used
   */
  static WebhookSettings settings(CamelContext context) {
    return settings(context, EnvironmentVariable::get, System.getenv().keySet());
  }

  /** The same with another environment. */
  static WebhookSettings settings(
      CamelContext context,
      Function<String, @Nullable String> variables,
      Set<String> variableNames) {
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
    MainProperties main = new MainProperties(context, properties, variables);
    return new SettingsReader(main::get, main.names(variableNames)).read().withSecretsOf(variables);
  }

  /** Those of properties, and one of each source that only variables tell of. */
  private Set<String> names(Set<String> variableNames) {
    Set<String> names = new TreeSet<>(properties.stringPropertyNames());
    for (String variable : variableNames) {
      int end = variable.indexOf('_', SOURCES.length());
      if (variable.startsWith(SOURCES) && end > 0) {
        String prefix = variable.substring(0, end + 1);
        if (names.stream().noneMatch(name -> EnvironmentVariable.of(name).startsWith(prefix))) {
          String source = variable.substring(SOURCES.length(), end).toLowerCase(Locale.ROOT);
          names.add(SourceSettings.prefix(source) + "scheme");
        }
      }
    }
    return names;
  }

  private @Nullable String get(String name) {
    String variable = variables.apply(EnvironmentVariable.of(name));
    if (variable != null) {
      return variable;
    }
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
