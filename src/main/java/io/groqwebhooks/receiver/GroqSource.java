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
    refuseWhatIsAlmost(environment);
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
  private static void refuseWhatIsAlmost(ConfigurableEnvironment environment) {
    int end = OF_ROUTES.indexOf('.') + 1;
    List<String> known = List.of(OF_ROUTES.substring(end));
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> listed) {
        for (String name : listed.getPropertyNames()) {
          if (name.startsWith(OF_ROUTES.substring(0, end))
              && Suggestion.of(name.substring(end), known).isPresent()) {
            throw new InvalidSettingException(
                "There is no setting %s. Did you mean %s?".formatted(name, OF_ROUTES),
                "Correct its name, or remove it.");
          }
        }
      }
    }
  }
}
