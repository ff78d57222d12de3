package io.groqwebhooks.camelmain;

import io.groqwebhooks.event.WebhookEventConverter;
import io.groqwebhooks.http.vertx.VertxIntake;
import io.groqwebhooks.intake.Export;
import io.groqwebhooks.intake.Intake;
import io.groqwebhooks.observe.EventMdc;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.WebhookSources;
import io.groqwebhooks.wiring.RouteProperties;
import io.groqwebhooks.wiring.UnusedSettings;
import io.groqwebhooks.wiring.WebhookBeans;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds what routes with the Kamelet need, once Camel Main has read its properties and the
 * application's beans, which win. Without a source or a target it only says so to the routes that
 * ask for one.
 */
final class WebhooksMain extends MainListenerSupport {

  private static final Logger LOG = LoggerFactory.getLogger(WebhooksMain.class);

  private static final String ROUTER =
      "org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter";

  @Override
  public void afterConfigure(BaseMainSupport main) {
    CamelContext context = main.getCamelContext();
    if (Export.isUnderWay(context)) {
      return;
    }
    Registry registry = context.getRegistry();
    WebhookSettings own = registry.findSingleByType(WebhookSettings.class);
    WebhookSettings settings = own == null ? MainProperties.settings(context) : own;
    WebhookSources sources = registry.findSingleByType(WebhookSources.class);
    if (settings.sources().isEmpty()
        && settings.targets().isEmpty()
        && (sources == null || sources.all().isEmpty())) {
      tellThatThereIsNone(context, settings);
      return;
    }
    if (own == null) {
      registry.bind("webhookSettings", settings);
    }
    MadeBeans beans = new MadeBeans(registry);
    WebhookBeans.ALL.forEach(beans::bind);
    context.addLifecycleStrategy(beans);
    context.addLifecycleStrategy(beans.one(UnusedSettings.class));
    context.getCamelContextExtension().addInterceptStrategy(beans.one(EventMdc.class));
    sources = beans.one(WebhookSources.class);
    context.getTypeConverterRegistry().addTypeConverters(beans.one(WebhookEventConverter.class));
    context
        .getPropertiesComponent()
        .addPropertiesSource(new RouteProperties(settings, sources, true));
    receive(context, sources, beans.one(Intake.class), settings.receiveTimeout());
  }

  /** Else Camel would say no more than that there is no bean of that name. */
  private static void tellThatThereIsNone(CamelContext context, WebhookSettings settings) {
    Registry registry = context.getRegistry();
    for (WebhookBeans.Definition<?> bean : WebhookBeans.ALL) {
      if (registry.lookupByName(bean.name()) == null) {
        // Of no type, so that nobody finds it who does not ask for the name.
        registry.bind(
            bean.name(),
            Object.class,
            () -> {
              throw WebhookSources.none(bean.name());
            });
      }
    }
    context
        .getPropertiesComponent()
        .addPropertiesSource(new RouteProperties(settings, new WebhookSources(List.of()), true));
  }

  private static void receive(
      CamelContext context, WebhookSources sources, Intake intake, Duration receiveTimeout) {
    if (context.getClassResolver().resolveClass(ROUTER) == null) {
      return;
    }
    context
        .getComponent("platform-http", PlatformHttpComponent.class)
        .addPlatformHttpListener(intake.routes());
    try {
      context.addStartupListener(new BeforeRoutes(sources, intake, receiveTimeout));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The beans that are not the application's, made when they are needed. */
  private static final class MadeBeans extends LifecycleStrategySupport
      implements WebhookBeans.Lookup {

    private final Registry registry;
    private final Deque<AutoCloseable> made = new ArrayDeque<>();

    MadeBeans(Registry registry) {
      this.registry = registry;
    }

    <T> void bind(WebhookBeans.Definition<T> bean) {
      boolean replaced =
          bean.isReplaced(
              registry.lookupByName(bean.name()) != null,
              () -> !registry.findByTypeWithName(bean.type()).isEmpty());
      if (!replaced) {
        registry.bind(bean.name(), bean.type(), () -> make(bean));
      }
    }

    private synchronized <T> Object make(WebhookBeans.Definition<T> bean) {
      T made = bean.factory().apply(this);
      if (made instanceof AutoCloseable closeable) {
        this.made.push(closeable);
      }
      return made;
    }

    @Override
    public <T> T one(Class<T> type) {
      Map<String, T> found = registry.findByTypeWithName(type);
      if (found.size() != 1) {
        throw new IllegalStateException(
            "The registry must hold one " + type.getName() + ", and holds " + found.keySet());
      }
      return found.values().iterator().next();
    }

    @Override
    public <T> T named(String name, Class<T> type) {
      return Objects.requireNonNull(registry.lookupByNameAndType(name, type), name);
    }

    @Override
    public <T> List<T> all(Class<T> type) {
      return List.copyOf(registry.findByType(type));
    }

    /** Those first that are made of others. */
    @Override
    public void onContextStopped(CamelContext context) {
      for (AutoCloseable bean : made) {
        try {
          bean.close();
        } catch (Exception e) {
          LOG.warn("A {} was not closed", bean.getClass().getName(), e);
        }
      }
    }
  }

  /** Runs when the server is there and routes are warmed up, but none receives yet. */
  private static final class BeforeRoutes implements StartupListener {

    private final WebhookSources sources;
    private final Intake intake;
    private final Duration receiveTimeout;
    private final AtomicBoolean installed = new AtomicBoolean();

    BeforeRoutes(WebhookSources sources, Intake intake, Duration receiveTimeout) {
      this.sources = sources;
      this.intake = intake;
      this.receiveTimeout = receiveTimeout;
    }

    /** Camel calls this again for every route that is added later. */
    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
      if (installed.compareAndSet(false, true)) {
        VertxIntake.install(context, sources, intake, receiveTimeout);
      }
    }
  }
}
