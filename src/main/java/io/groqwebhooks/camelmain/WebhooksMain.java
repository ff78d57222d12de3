package io.groqwebhooks.camelmain;

import io.groqwebhooks.claim.ClaimIdempotentRepository;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.deadletter.CountAttempts;
import io.groqwebhooks.deadletter.DeadLetterListener;
import io.groqwebhooks.deadletter.WriteDeadLetter;
import io.groqwebhooks.event.WebhookEventConverter;
import io.groqwebhooks.http.vertx.VertxIntake;
import io.groqwebhooks.intake.DeliveryListener;
import io.groqwebhooks.intake.DeliveryListeners;
import io.groqwebhooks.intake.IntakeCapacity;
import io.groqwebhooks.observe.DeliveryLog;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.PlainSettings;
import io.groqwebhooks.source.WebhookSources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/**
 * Binds what routes with the Kamelet need, once Camel Main has read its properties and the
 * application's beans, which win. Without a source it does nothing.
 */
final class WebhooksMain extends MainListenerSupport {

  @Override
  public void afterConfigure(BaseMainSupport main) {
    CamelContext context = main.getCamelContext();
    Registry registry = context.getRegistry();
    MainProperties properties = MainProperties.of(context);
    WebhookSources own = registry.findSingleByType(WebhookSources.class);
    WebhookSources sources = own == null ? properties.sources() : own;
    if (sources.all().isEmpty()) {
      return;
    }
    if (own == null) {
      registry.bind("webhookSources", sources);
    }
    if (registry.findSingleByType(DeliveryListeners.class) == null) {
      Stream<DeliveryListener> listeners =
          registry.findByType(DeliveryListener.class).stream()
              .filter(listener -> !(listener instanceof DeliveryLog));
      registry.bind(
          "webhookDeliveryListeners",
          new DeliveryListeners(Stream.concat(Stream.of(new DeliveryLog()), listeners).toList()));
    }
    bindIfAbsent(registry, "webhookAttempts", CountAttempts.class, CountAttempts::new);
    bindIfAbsent(
        registry,
        "webhookDeadLetter",
        WriteDeadLetter.class,
        () -> new WriteDeadLetter(List.copyOf(registry.findByType(DeadLetterListener.class))));
    bindIfAbsent(
        registry, "webhookClaims", ClaimIdempotentRepository.class, claims(context, properties));
    context.getTypeConverterRegistry().addTypeConverters(new WebhookEventConverter());
    context
        .getPropertiesComponent()
        .addPropertiesSource(new RouteProperties(properties.routes().toProperties(sources)));
    limit(context, sources, properties.settings());
  }

  private static <T> void bindIfAbsent(
      Registry registry, String name, Class<T> type, Supplier<? extends T> bean) {
    if (registry.lookupByName(name) == null) {
      registry.bind(name, type, bean::get);
    }
  }

  private static Supplier<ClaimIdempotentRepository> claims(
      CamelContext context, MainProperties properties) {
    ClaimSettings settings = ClaimSettings.read(properties.settings());
    return () -> {
      OpenClaims claims =
          OpenClaims.open(settings, context.getRegistry().findSingleByType(ClaimStore.class));
      context.addLifecycleStrategy(claims);
      return claims.repository();
    };
  }

  private static void limit(CamelContext context, WebhookSources sources, PlainSettings settings) {
    if (context
            .getClassResolver()
            .resolveClass("org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter")
        == null) {
      return;
    }
    int maxInFlight = settings.number("webhooks.max-in-flight", 200);
    InvalidSettingException.unless(
        maxInFlight > 0, "webhooks.max-in-flight", "positive", maxInFlight);
    long maxBuffered =
        settings.size("webhooks.max-buffered-size", Runtime.getRuntime().maxMemory() / 4);
    InvalidSettingException.unless(
        maxBuffered > 0, "webhooks.max-buffered-size", "positive", maxBuffered);
    Duration receiveTimeout = settings.duration("webhooks.receive-timeout", Duration.ofSeconds(10));
    InvalidSettingException.unless(
        receiveTimeout.toMillis() >= 100,
        "webhooks.receive-timeout",
        "at least 100 ms",
        receiveTimeout);
    IntakeCapacity capacity = new IntakeCapacity(maxInFlight, maxBuffered);
    try {
      context.addStartupListener(new BeforeRoutes(sources, capacity, receiveTimeout));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs when the server is there and routes are warmed up, but none receives yet. */
  private static final class BeforeRoutes implements StartupListener {

    private final WebhookSources sources;
    private final IntakeCapacity capacity;
    private final Duration receiveTimeout;
    private final AtomicBoolean installed = new AtomicBoolean();

    BeforeRoutes(WebhookSources sources, IntakeCapacity capacity, Duration receiveTimeout) {
      this.sources = sources;
      this.capacity = capacity;
      this.receiveTimeout = receiveTimeout;
    }

    /** Camel calls this again for every route that is added later. */
    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
      if (installed.compareAndSet(false, true)) {
        VertxIntake.install(context, sources, capacity, receiveTimeout);
      }
    }
  }

  private record RouteProperties(Map<String, String> values) implements PropertiesSource {

    @Override
    public String getName() {
      return "webhooks";
    }

    @Override
    public @Nullable String getProperty(String name) {
      return values.get(name);
    }
  }
}
