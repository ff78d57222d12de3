package io.groqwebhooks.receiver;

import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.Suggestion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Makes Groq a source without further configuration, unless there are others and nobody has given
 * Groq's secret: a receiver for others needs none. Where the shipped routes send its events, by
 * their placeholder {@code groq.dispatch}, is where the source says that it does.
 */
final class GroqSource implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final String NAME = "groq";

  /** The placeholder of the shipped routes. */
  private static final String OF_ROUTES = "groq.dispatch";

  private static final String SOURCES = "webhooks.sources";

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    refuseWhatIsAlmost(OF_ROUTES, environment);
    Set<String> sources =
        Binder.get(environment)
            .bind(SOURCES, Bindable.mapOf(String.class, Object.class))
            .map(Map::keySet)
            .orElse(Set.of());
    boolean byDefault =
        sources.isEmpty() || environment.containsProperty(SourceSettings.secretVariable(NAME));
    if (byDefault || sources.contains(NAME)) {
      String dispatch = SourceSettings.prefix(NAME) + "dispatch";
      String ofRoutes = environment.getProperty(OF_ROUTES);
      String ofSource = environment.getProperty(dispatch);
      if (ofSource != null && !ofSource.equals(ofRoutes)) {
        throw new InvalidSettingException(
            "%s is %s, but %s is %s.".formatted(OF_ROUTES, ofRoutes, dispatch, ofSource),
            "Remove one of them: they say the same.");
      }
      Map<String, Object> defaults = new HashMap<>();
      defaults.put(SourceSettings.prefix(NAME) + "scheme", NAME);
      defaults.put(dispatch, ofRoutes);
      environment.getPropertySources().addLast(new MapPropertySource(NAME, defaults));
    }
  }

  /** Names of one's own may begin like ours, but one that is nearly ours was meant to be it. */
  private static void refuseWhatIsAlmost(String property, ConfigurableEnvironment environment) {
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> known) {
        for (String name : known.getPropertyNames()) {
          if (Suggestion.of(name, List.of(property)).isPresent()) {
            throw new InvalidSettingException(
                "There is no setting %s. Did you mean %s?".formatted(name, property),
                "Correct its name, or remove it.");
          }
        }
      }
    }
  }
}
