package io.groqwebhooks.receiver;

import io.groqwebhooks.settings.InvalidSettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Takes {@code REDIS_URL} for {@code spring.data.redis.url}, the name that Spring knows. */
final class RedisUrl implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final String NAME = "REDIS_URL";
  private static final int DEFAULT_PORT = 6379;

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    String url = environment.getProperty(NAME);
    if (url == null || url.isBlank()) {
      return;
    }
    environment
        .getPropertySources()
        .addLast(new MapPropertySource(NAME, Map.of("spring.data.redis.url", withPort(url))));
  }

  /** The address with a port, as Spring takes none for an error. */
  private static String withPort(String url) {
    URI address;
    try {
      address = new URI(url);
    } catch (URISyntaxException e) {
      throw invalid();
    }
    boolean redis = "redis".equals(address.getScheme()) || "rediss".equals(address.getScheme());
    if (!redis || address.getHost() == null) {
      throw invalid();
    }
    String authority = address.getRawAuthority();
    return address.getPort() >= 0
        ? url
        : url.replaceFirst(
            Pattern.quote(authority), Matcher.quoteReplacement(authority + ":" + DEFAULT_PORT));
  }

  /** Neither the address nor a cause is shown: both hold the password. */
  private static InvalidSettingException invalid() {
    return new InvalidSettingException(
        NAME + " is not the address of a Redis server.",
        "Set "
            + NAME
            + " to an address such as redis://localhost:6379 or rediss://user:password@host:6380/0.",
        null);
  }
}
