package io.groqwebhooks.receiver;

import io.groqwebhooks.autoconfigure.OnRedisConfigured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.observation.web.servlet.WebMvcObservationAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisReactiveAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisAutoConfiguration;
import org.springframework.boot.autoconfigure.mustache.MustacheAutoConfiguration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Leaves out what the packaged jar carries and this configuration does not use. Spring would start
 * a Redis client, an Artemis broker, a database and OpenTelemetry just because they are there.
 * Auto-configurations that the operator leaves out stay left out.
 */
final class UnusedEngines implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final String EXCLUDE = "spring.autoconfigure.exclude";
  private static final String REQUEST_OBSERVATIONS =
      "management.observations.enable.http.server.requests";

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    // What the operator leaves out, too: of two lists only one would count.
    List<String> unused =
        new ArrayList<>(
            Binder.get(environment)
                .bind(EXCLUDE, Bindable.listOf(String.class))
                .orElseGet(List::of));
    // Traces have their own; see TracesConfiguration.
    unused.add(OpenTelemetryAutoConfiguration.class.getName());
    unused.add(OpenTelemetryLoggingAutoConfiguration.class.getName());
    // The console's templates are its own, and read when somebody looks at it.
    unused.add(MustacheAutoConfiguration.class.getName());
    if (!OnRedisConfigured.isRedisConfigured(environment)) {
      unused.add(RedisAutoConfiguration.class.getName());
      unused.add(RedisReactiveAutoConfiguration.class.getName());
    }
    if (!environment.containsProperty("spring.artemis.mode")
        && !environment.containsProperty("spring.artemis.broker-url")) {
      unused.add(ArtemisAutoConfiguration.class.getName());
    }
    if (!environment.containsProperty("spring.datasource.url")) {
      // It would be a database in memory, since there is one for the log of deliveries.
      unused.add(DataSourceAutoConfiguration.class.getName());
    }
    if (!environment.getProperty(REQUEST_OBSERVATIONS, boolean.class, true)) {
      // Its filter would observe each request in vain.
      unused.add(WebMvcObservationAutoConfiguration.class.getName());
    }
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource(EXCLUDE, Map.of(EXCLUDE, unused)));
  }
}
