package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.source.HmacSettings;
import io.groqwebhooks.source.SourceSettings;
import io.groqwebhooks.source.WebhookSources;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** Makes sources of Spring's properties and of environment variables. */
final class ConfiguredSources {

  private final Environment environment;
  private final EnvironmentSecrets environmentSecrets;

  ConfiguredSources(ConfigurableEnvironment environment) {
    this.environment = environment;
    this.environmentSecrets = new EnvironmentSecrets(environment);
  }

  WebhookSources create(Map<String, WebhookProperties.Source> properties) {
    return WebhookSources.of(
        properties.entrySet().stream()
            .map(source -> settings(source.getKey(), source.getValue()))
            .toList());
  }

  private SourceSettings settings(String name, WebhookProperties.Source source) {
    WebhookProperties.Hmac hmac = source.getHmac();
    WebhookProperties.Event event = source.getEvent();
    return new SourceSettings(
        name,
        source.getScheme(),
        secrets(name, source),
        source.getPath(),
        source.getTolerance(),
        source.getMaxBodySize().toBytes(),
        new HmacSettings(
            hmac.getHeader(),
            hmac.getPrefix(),
            hmac.getAlgorithm(),
            hmac.getEncoding(),
            hmac.getSignedContent(),
            hmac.getTimestampHeader(),
            hmac.getIdHeader()),
        new SourceSettings.EventSettings(event.getId(), event.getType(), event.getCreated()),
        SourceSettings.isQueue(environment.getProperty(name + ".dispatch")));
  }

  private List<String> secrets(String name, WebhookProperties.Source source) {
    return Stream.concat(source.getSecrets().stream(), environmentSecrets.of(name)).toList();
  }
}
