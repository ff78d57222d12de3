package io.groqwebhooks.routes;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether files with routes would run, in a context of its own that has the beans and
 * properties of the running one. Its routes are made, with all their steps, but never started: no
 * port is opened, no queue is read.
 */
final class RoutesTrial {

  private final ModelCamelContext running;

  RoutesTrial(ModelCamelContext running) {
    this.running = running;
  }

  /**
   * Tries the files together.
   *
   * @throws Exception if they would not run
   */
  void check(RouteFiles files) throws Exception {
    TrialBeans beans = new TrialBeans(running);
    DefaultCamelContext trial = context(beans);
    try {
      addAll(trial, files);
      KameletInputs.check(trial);
      KameletOutputs.check(trial);
      trial.init();
    } catch (Exception e) {
      throw RoutesProblem.located(e, trial);
    } finally {
      beans.giveBack();
      end(trial);
    }
    DirectEndpoints.check(trial);
  }

  private DefaultCamelContext context(TrialBeans beans) {
    DefaultCamelContext trial = new DefaultCamelContext(false);
    trial.getCamelContextExtension().setRegistry(new DefaultRegistry(beans));
    trial.setApplicationContextClassLoader(running.getApplicationContextClassLoader());
    trial.setAutoStartup(false);
    trial.disableJMX();
    trial.getPropertiesComponent().addPropertiesSource(new RunningProperties(running));
    return trial;
  }

  private static void addAll(ModelCamelContext trial, RouteFiles files) throws Exception {
    Collection<RoutesBuilder> builders =
        PluginHelper.getRoutesLoader(trial).findRoutesBuilders(files.resources());
    for (RoutesBuilder builder : builders) {
      if (builder instanceof RouteConfigurationsBuilder configurations) {
        trial.addRoutesConfigurations(configurations);
      }
    }
    Map<String, RouteDefinition> known = new HashMap<>();
    for (RoutesBuilder builder : builders) {
      trial.addRoutes(builder);
      // After every file, since Camel lets a route replace one with the same id.
      for (RouteDefinition route : trial.getRouteDefinitions()) {
        checkId(route, known);
      }
    }
  }

  private static void checkId(RouteDefinition route, Map<String, RouteDefinition> known) {
    if (route.getId() == null) {
      return;
    }
    RouteDefinition other = known.putIfAbsent(route.getId(), route);
    if (other != null && other != route) {
      throw new RoutesException(
          "The id '%s' stands twice:%s and%s. Each route needs an id of its own."
              .formatted(route.getId(), RoutesProblem.place(other), RoutesProblem.place(route)));
    }
  }

  /**
   * Ends what belongs to the trial. Its routes are left to the garbage collector: stopping them
   * would stop the beans that they share with those that run.
   */
  private static void end(CamelContext trial) {
    for (Endpoint endpoint : trial.getEndpoints()) {
      // Not one that is a bean, and was lent.
      if (endpoint.getCamelContext() == trial) {
        ServiceHelper.stopAndShutdownService(endpoint);
      }
    }
    for (String component : trial.getComponentNames()) {
      ServiceHelper.stopAndShutdownService(trial.hasComponent(component));
    }
  }

  private record RunningProperties(CamelContext running) implements PropertiesSource {

    @Override
    public String getName() {
      return "running";
    }

    @Override
    public @Nullable String getProperty(String name) {
      return running.getPropertiesComponent().resolveProperty(name).orElse(null);
    }
  }
}
