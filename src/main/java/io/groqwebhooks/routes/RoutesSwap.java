package io.groqwebhooks.routes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RouteController;
import org.apache.camel.support.PluginHelper;

/**
 * Replaces routes while nothing is on its way through them: senders are answered 503 and consumers
 * of queues pause, until what was let in before is handled by the old routes and the new ones run.
 */
final class RoutesSwap {

  /** How often is looked whether all is handled. */
  private static final Duration STEP = Duration.ofMillis(10);

  private final ModelCamelContext camel;
  private final RouteController controller;
  private final ReloadGate gate;

  RoutesSwap(ModelCamelContext camel, ReloadGate gate) {
    this.camel = camel;
    this.controller = camel.getRouteController();
    this.gate = gate;
  }

  /**
   * Replaces the routes of the named files. If that fails, the old ones run again.
   *
   * @return false if nothing was done, as events were still being handled when the time that a stop
   *     has for it was over
   */
  boolean replace(Set<String> names, RouteFiles before, RouteFiles after) throws Exception {
    List<String> paused = new ArrayList<>();
    gate.close();
    try {
      if (!pauseSources(paused)) {
        return false;
      }
      remove(names, before);
      Set<RouteConfigurationDefinition> kept = Set.copyOf(camel.getRouteConfigurationDefinitions());
      try {
        add(after.resources(names));
      } catch (Exception e) {
        remove(names, after);
        camel.getRouteConfigurationDefinitions().retainAll(kept);
        add(before.resources(names));
        throw RoutesProblem.located(e, camel);
      }
      return true;
    } finally {
      for (String id : paused) {
        if (camel.getRoute(id) != null) {
          controller.startRoute(id);
        }
      }
      gate.open();
    }
  }

  /** Stops whatever brings events by itself, and waits until those that it brought are handled. */
  private boolean pauseSources(List<String> paused) throws Exception {
    long end =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(camel.getShutdownStrategy().getTimeout());
    // Queues inside the process last, as the others fill them.
    for (Predicate<Route> kind :
        List.<Predicate<Route>>of(route -> !isSeda(route), RoutesSwap::isSeda)) {
      for (Route route : camel.getRoutes()) {
        if (isSource(route)
            && kind.test(route)
            && controller.getRouteStatus(route.getId()).isStarted()) {
          long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
          if (!controller.stopRoute(route.getId(), left, TimeUnit.MILLISECONDS, true)) {
            return false;
          }
          paused.add(route.getId());
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

  /** The gate holds back what comes by HTTP, and all else that is called by other routes. */
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

  private void remove(Set<String> names, RouteFiles files) throws Exception {
    Set<String> ids = new HashSet<>();
    for (RouteDefinition route : List.copyOf(camel.getRouteDefinitions())) {
      // A route that was made from a Kamelet goes with the route that uses it.
      Object parent =
          route.getTemplateParameters() == null
              ? null
              : route.getTemplateParameters().get("parentRouteId");
      String name = files.nameOf(route.getResource());
      if (parent == null ? name != null && names.contains(name) : ids.contains(parent)) {
        ids.add(route.getId());
        camel.removeRouteDefinition(route);
      }
    }
    for (RouteConfigurationDefinition configuration :
        List.copyOf(camel.getRouteConfigurationDefinitions())) {
      String name = files.nameOf(configuration.getResource());
      if (name != null && names.contains(name)) {
        camel.removeRouteConfiguration(configuration);
      }
    }
  }

  /** Adds all before any starts: a queue's event must find the handlers. */
  private void add(List<Resource> files) throws Exception {
    Set<String> others = new HashSet<>();
    camel.getRoutes().forEach(route -> others.add(route.getId()));
    boolean autoStartup = camel.isAutoStartup();
    camel.setAutoStartup(false);
    try {
      PluginHelper.getRoutesLoader(camel).loadRoutes(files);
    } finally {
      camel.setAutoStartup(autoStartup);
    }
    for (Predicate<Route> kind :
        List.<Predicate<Route>>of(route -> !isSource(route), RoutesSwap::isSource)) {
      for (Route route : camel.getRoutes()) {
        if (!others.contains(route.getId()) && kind.test(route) && route.isAutoStartup()) {
          controller.startRoute(route.getId());
        }
      }
    }
  }
}
