package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.intake.DeliveryListeners;
import io.groqwebhooks.intake.IntakeCapacity;
import io.groqwebhooks.intake.IntakeFilter;
import io.groqwebhooks.intake.WebhookSource;
import io.groqwebhooks.intake.WebhookSources;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletPath;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/** Puts an {@link IntakeFilter} on every source's path, and no filter anywhere else. */
final class IntakeFilters
    implements ServletContextInitializer, Ordered, ApplicationListener<ContextClosedEvent> {

  private final WebhookSources sources;
  private final IntakeCapacity capacity;
  private final WebhookProperties properties;
  private final ObjectProvider<DispatcherServletPath> dispatcherServletPath;
  private final ObjectProvider<CamelContext> camelContexts;
  private final DeliveryListeners listeners;
  private volatile @Nullable CamelContext camelContext;
  private volatile boolean stopping;

  IntakeFilters(
      WebhookSources sources,
      IntakeCapacity capacity,
      WebhookProperties properties,
      ObjectProvider<DispatcherServletPath> dispatcherServletPath,
      ObjectProvider<CamelContext> camelContexts,
      DeliveryListeners listeners) {
    this.sources = sources;
    this.capacity = capacity;
    this.properties = properties;
    this.dispatcherServletPath = dispatcherServletPath;
    this.camelContexts = camelContexts;
    this.listeners = listeners;
  }

  /**
   * After Spring's filters for encoding and observation, and before all that read a request's body.
   */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 10;
  }

  @Override
  public void onStartup(ServletContext servletContext) {
    DispatcherServletPath servletPath = dispatcherServletPath.getIfAvailable(() -> () -> "/");
    for (WebhookSource source : sources.all()) {
      FilterRegistration.Dynamic filter =
          servletContext.addFilter(
              "webhookIntake-" + source.name(),
              new IntakeFilter(
                  source, capacity, properties.getReceiveTimeout(), this::isRunning, listeners));
      filter.setAsyncSupported(true);
      filter.addMappingForUrlPatterns(
          EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC),
          false,
          servletPath.getRelativePath(source.path()));
    }
  }

  /** The server listens before Camel's routes have started, and until after they have stopped. */
  private boolean isRunning() {
    CamelContext context = camelContext;
    if (context == null) {
      context = camelContexts.getObject();
      camelContext = context;
    }
    return !stopping && context.isStarted();
  }

  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    stopping = true;
  }
}
