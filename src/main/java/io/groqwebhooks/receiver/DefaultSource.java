package io.groqwebhooks.receiver;

import io.groqwebhooks.source.SourceSettings;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Makes Groq a source without further configuration, unless there are others and nobody has given
 * Groq's secret: a receiver for others needs none.
 */
final class DefaultSource implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final String NAME = "groq";
  private static final String SOURCES = "webhooks.sources";

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    boolean others =
        Binder.get(environment)
            .bind(SOURCES, Bindable.mapOf(String.class, Object.class))
            .map(sources -> !sources.isEmpty())
            .orElse(false);
    if (!others || environment.containsProperty(SourceSettings.secretVariable(NAME))) {
      environment
          .getPropertySources()
          .addLast(new MapPropertySource(NAME, Map.of(SOURCES + "." + NAME + ".scheme", NAME)));
    }
  }
}
