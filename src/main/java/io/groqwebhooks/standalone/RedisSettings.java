package io.groqwebhooks.standalone;

import io.groqwebhooks.autoconfigure.InvalidSettingException;
import io.groqwebhooks.autoconfigure.OnRedisConfigured;
import io.lettuce.core.RedisURI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisReactiveAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Takes {@code REDIS_URL} for {@code spring.data.redis.url}, the name that Spring knows, and leaves
 * Spring's Redis out when there is none: its client costs a tenth of the start-up and is never used
 * then.
 */
final class RedisSettings implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final String NAME = "REDIS_URL";

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    String url = environment.getProperty(NAME);
    Map<String, Object> settings = new HashMap<>();
    if (url != null && !url.isBlank()) {
      settings.put("spring.data.redis.url", checked(url));
    } else if (!OnRedisConfigured.isRedisConfigured(environment)) {
      settings.put(
          "spring.autoconfigure.exclude",
          List.of(
              RedisAutoConfiguration.class.getName(),
              RedisReactiveAutoConfiguration.class.getName()));
    }
    environment.getPropertySources().addLast(new MapPropertySource(NAME, settings));
  }

  private static String checked(String url) {
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
    return url;
  }
}
