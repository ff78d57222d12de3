package io.groqwebhooks.receiver;

import java.io.IOException;
import java.io.UncheckedIOException;
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

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    for (String profile : environment.getActiveProfiles()) {
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
}
