package io.groqwebhooks.receiver;

import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.Suggestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.DefaultPropertiesPropertySource;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.ResourcePropertySource;

/**
 * Adds the defaults of active profiles. They are not in {@code application-<profile>.properties},
 * where they would become settings of any application that this jar is embedded in.
 */
final class Profiles implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  /** The receiver's own; others are their users'. */
  private static final String QUEUE = "queue";

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    for (String profile : environment.getActiveProfiles()) {
      if (isAlmostQueue(profile, environment)) {
        throw new InvalidSettingException(
            "There is no profile %s. Did you mean %s?".formatted(profile, QUEUE),
            "Correct spring.profiles.active.");
      }
      ClassPathResource defaults =
          new ClassPathResource("receiver-" + profile + ".properties", Profiles.class);
      if (defaults.exists()) {
        try {
          environment
              .getPropertySources()
              .addBefore(
                  DefaultPropertiesPropertySource.NAME, new ResourcePropertySource(defaults));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Unless the profile is somebody's own, with settings in a file of its name. */
  private static boolean isAlmostQueue(String profile, ConfigurableEnvironment environment) {
    return Suggestion.of(profile.toLowerCase(Locale.ROOT), List.of(QUEUE)).isPresent()
        && !List.of(environment.getActiveProfiles()).contains(QUEUE)
        && environment.getPropertySources().stream()
            .noneMatch(source -> source.getName().contains("application-" + profile + "."));
  }
}
