package io.groqwebhooks.http.servlet;

import io.groqwebhooks.intake.Intake;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.web.filter.ServerHttpObservationFilter;

/** Puts an {@link IntakeFilter} on every source's path, and no filter anywhere else. */
public final class IntakeFilters extends FilterRegistrationBean<Filter>
    implements ApplicationListener<ContextClosedEvent> {

  private final ObjectProvider<CamelContext> camelContexts;
  private volatile @Nullable CamelContext camelContext;
  private volatile boolean stopping;

  /**
   * A filter for each of the sources.
   *
   * @param receiveTimeout how long a body may take to arrive
   * @param below the path below which Spring MVC answers, and Camel's routes with it; empty for all
   */
  public IntakeFilters(
      WebhookSources sources,
      Intake intake,
      Duration receiveTimeout,
      String below,
      ObjectProvider<CamelContext> camelContexts) {
    this.camelContexts = camelContexts;
    Function<WebhookSource, Filter> filter =
        source -> new IntakeFilter(source, intake, receiveTimeout, this::isRunning);
    Map<String, Filter> filters = new HashMap<>();
    for (WebhookSource source : sources.all()) {
      String path = below + source.path();
      filters.put(path, filter.apply(source));
      // Some people type it so where they register the address.
      filters.put(path + "/", filters.get(path));
    }
    setName("webhookIntake");
    setFilter(new ByPath(filters));
    setUrlPatterns(filters.keySet());
    setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
    // Nothing is mapped to all paths where there is none of ours.
    setEnabled(!filters.isEmpty());
    // After the application's own filters, because who may come in at all is theirs to say. If the
    // body comes in pieces, the chain is run twice; most of Spring's filters sit the second out.
    setMatchAfter(true);
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

  /** One filter for all sources, since Spring orders registrations of one filter each. */
  private static final class ByPath extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, Filter> filters;

    ByPath(Map<String, Filter> filters) {
      this.filters = filters;
    }

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      String path =
          request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
      Filter filter = filters.get(path);
      if (filter == null) {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
      } else {
        // Else Spring MVC's to tell, for Spring's metrics of requests.
        ServerHttpObservationFilter.findObservationContext(request)
            .ifPresent(observed -> observed.setPathPattern(path));
        filter.doFilter(request, response, chain);
      }
    }
  }
}
