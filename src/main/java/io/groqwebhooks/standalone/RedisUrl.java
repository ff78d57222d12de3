package io.groqwebhooks.standalone;

import io.groqwebhooks.autoconfigure.InvalidSettingException;
import io.lettuce.core.RedisURI;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Takes {@code REDIS_URL} for {@code spring.data.redis.url}, the name that Spring knows. */
final class RedisUrl implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final String NAME = "REDIS_URL";

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    String url = environment.getProperty(NAME);
    if (url == null || url.isBlank()) {
      return;
    }
    try {
      RedisURI.create(url);
    } catch (IllegalArgumentException e) {
      // Neither the URL nor the cause is shown: both hold the password.
      throw new InvalidSettingException(
          NAME + " is not the address of a Redis server.",
          "Set "
              + NAME
              + " to an address such as redis://localhost:6379 or rediss://user:password@host:6380/0.",
          null);
    }
    environment
        .getPropertySources()
        .addLast(new MapPropertySource(NAME, Map.of("spring.data.redis.url", url)));
  }
}
