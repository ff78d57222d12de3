package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.settings.EnvironmentVariable;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The secrets that come by {@code <SOURCE>_WEBHOOK_SECRET} and {@code
 * <SOURCE>_WEBHOOK_SECRET_PREVIOUS}. They are taken unchanged: Spring would read a <code>${
 * </code> in them as a placeholder and a comma as the end of a list's element.
 */
final class EnvironmentSecrets {

  private final ConfigurableEnvironment environment;

  EnvironmentSecrets(ConfigurableEnvironment environment) {
    this.environment = environment;
  }

  @Nullable String get(String name) {
    for (PropertySource<?> properties : environment.getPropertySources()) {
      if (StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME.equals(
          properties.getName())) {
        String value = EnvironmentVariable.get(name);
        if (value != null) {
          return value;
        }
      } else if (properties.getProperty(name) instanceof String value) {
        return value;
      }
    }
    return null;
  }
}
