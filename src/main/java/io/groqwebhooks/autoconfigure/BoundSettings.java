package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.settings.ByteSize;
import io.groqwebhooks.settings.DurationText;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.signature.Secret;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.handler.IgnoreTopLevelConverterNotFoundBindHandler;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Binds Spring's properties to the settings, by their constructors. A name under {@code webhooks}
 * that is not known stops start-up: a misspelt limit is worse than none.
 */
public final class BoundSettings {

  private BoundSettings() {}

  /** The settings, with the secrets that environment variables hold. */
  public static WebhookSettings of(ConfigurableEnvironment environment) {
    Binder binder =
        new Binder(
            ConfigurationPropertySources.get(environment),
            new PropertySourcesPlaceholdersResolver(environment),
            conversion());
    return binder
        .bindOrCreate(
            WebhookSettings.ROOT,
            Bindable.of(WebhookSettings.class),
            new NoUnboundElementsBindHandler(
                new IgnoreTopLevelConverterNotFoundBindHandler(),
                new UnboundElementsSourceFilter()))
        .withSecretsOf(new EnvironmentSecrets(environment)::get);
  }

  /** Spring's conversions, but values that have a form of their own are read in one way only. */
  private static ApplicationConversionService conversion() {
    ApplicationConversionService conversion = new ApplicationConversionService();
    conversion.addConverter(String.class, Duration.class, DurationText::parse);
    conversion.addConverter(String.class, ByteSize.class, ByteSize::parse);
    conversion.addConverter(
        String.class, Secret.class, text -> text.isBlank() ? Secret.NONE : Secret.of(text));
    return conversion;
  }
}
