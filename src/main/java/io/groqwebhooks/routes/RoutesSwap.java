package io.groqwebhooks.routes;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.spi.RouteController;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces all routes, of which the receiver has none that are not in its folder, while nothing is
 * on its way through them: senders are answered 503 and consumers of queues pause, until what was
 * let in before is handled by the old routes and the new ones run. For use by one thread.
 */
final class RoutesSwap {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  /** How often is looked whether all is handled. */
  private static final Duration STEP = Duration.ofMillis(10);

  private final ModelCamelContext camel;
  private final RouteController controller;
  private final ReloadGate gate;

  /** The routes that ran before a swap, until it has ended well or they all run again. */
  private Set<String> ran = Set.of();

  RoutesSwap(ModelCamelContext camel, ReloadGate gate) {
    this.camel = camel;
    this.controller = camel.getRouteController();
    this.gate = gate;
  }

  /**
   * Replaces the routes. If that fails, those from before run again, but for those that {@link
   * #notRunning} names; the next call can repair that.
   *
   * @return false if nothing was replaced, because events were still being handled when the time
   *     that a stop has for it was over
   */
  boolean replace(RouteFiles before, RouteFiles after) throws Exception {
    if (ran.isEmpty()) {
      ran =
          camel.getRoutes().stream()
              // A Kamelet's own route goes with the route that uses it, and has another id each
              // time.
              .filter(route -> !route.isCreatedByKamelet())
              .map(Route::getId)
              .filter(this::runs)
              .collect(Collectors.toSet());
    }
    gate.close();
    boolean quiet = pauseSources();
    boolean done = false;
    try {
      if (quiet) {
        load(after);
      }
      startCalled();
      for (Route source : stopped(RoutesSwap::isSource)) {
        controller.startRoute(source.getId());
      }
      done = true;
    } catch (Exception e) {
      throw RoutesProblem.located(e, camel);
    } finally {
      if (done) {
        ran = Set.of();
        gate.open();
      } else {
        restore(before);
      }
    }
    return quiet;
  }

  /** Which routes do not run since a swap failed, by id. */
  List<String> notRunning() {
    return ran.stream().filter(id -> !runs(id)).sorted().toList();
  }

  private boolean runs(String id) {
    ServiceStatus status = controller.getRouteStatus(id);
    return status != null && status.isStarted();
  }

  /** Stops whatever brings events by itself, and waits until those that it brought are handled. */
  private boolean pauseSources() throws Exception {
    long end =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(camel.getShutdownStrategy().getTimeout());
    // Queues inside the process last, because the others fill them.
    for (Predicate<Route> kind :
        List.<Predicate<Route>>of(route -> !isSeda(route), RoutesSwap::isSeda)) {
      for (Route route : camel.getRoutes()) {
        if (isSource(route) && kind.test(route) && runs(route.getId())) {
          long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
          if (!controller.stopRoute(route.getId(), left, TimeUnit.MILLISECONDS, true)) {
            return false;
          }
        }
      }
    }
    while (gate.isBusy() || camel.getInflightRepository().size() > 0) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(STEP.toMillis());
    }
    return true;
  }

  /** The gate holds back what comes by HTTP, and other routes call all the rest. */
  private static boolean isSource(Route route) {
    return !hasScheme(route, "direct:", "kamelet:", "platform-http:");
  }

  private static boolean isSeda(Route route) {
    return hasScheme(route, "seda:");
  }

  private static boolean hasScheme(Route route, String... schemes) {
    String uri = route.getEndpoint().getEndpointUri();
    for (String scheme : schemes) {
      if (uri.startsWith(scheme)) {
        return true;
      }
    }
    return false;
  }

  private void load(RouteFiles files) throws Exception {
    camel.removeRouteDefinitions(List.copyOf(camel.getRouteDefinitions()));
    for (RouteConfigurationDefinition configuration :
        List.copyOf(camel.getRouteConfigurationDefinitions())) {
      camel.removeRouteConfiguration(configuration);
    }
    for (Route left : List.copyOf(camel.getRoutes())) {
      if (controller.getRouteStatus(left.getId()) == null) {
        // Camel keeps a route that failed to start, without a status, which its readiness asks for.
        camel.getCamelContextExtension().removeRoute(left);
      }
    }
    // All are made before any starts: a queue's event must find the handlers.
    boolean autoStartup = camel.isAutoStartup();
    camel.setAutoStartup(false);
    try {
      PluginHelper.getRoutesLoader(camel).loadRoutes(files.resources());
    } finally {
      camel.setAutoStartup(autoStartup);
    }
  }

  /** Starts the routes that sources call. */
  private void startCalled() throws Exception {
    for (Route route : stopped(route -> !isSource(route))) {
      controller.startRoute(route.getId());
    }
  }

  /** The routes of this kind that are to run and do not. */
  private List<Route> stopped(Predicate<Route> kind) {
    return camel.getRoutes().stream()
        .filter(kind)
        .filter(route -> route.isAutoStartup() || ran.contains(route.getId()))
        .filter(route -> !runs(route.getId()))
        .toList();
  }

  /**
   * Runs the routes from before. A source that does not start again leaves the others alone; if one
   * of the routes that sources call does not, then nothing is let in and no source starts.
   */
  private void restore(RouteFiles before) {
    try {
      load(before);
      startCalled();
    } catch (Throwable e) {
      LOG.error("The routes from before cannot run again. {}", RoutesProblem.told(e));
      return;
    }
    for (Route source : stopped(RoutesSwap::isSource)) {
      try {
        controller.startRoute(source.getId());
      } catch (Throwable e) {
        LOG.error("A route from before cannot run again. {}", RoutesProblem.told(e));
      }
    }
    if (notRunning().isEmpty()) {
      ran = Set.of();
    }
    gate.open();
  }
}
