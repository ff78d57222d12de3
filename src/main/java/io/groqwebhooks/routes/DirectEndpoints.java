package io.groqwebhooks.routes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Finds steps that send to a {@code direct:} endpoint which no route begins with. Camel itself
 * finds out by the first event, and waits for the missing route with every attempt.
 *
 * <p>An endpoint that is only known when an event comes ({@code toD} with an expression, {@code
 * recipientList}) is not looked at, nor is one with {@code failIfNoConsumers=false}, which is how
 * to name the endpoint of a route that is added after the start.
 */
final class DirectEndpoints {

  private final CamelContext camel;
  private final Set<String> begun = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private DirectEndpoints(CamelContext camel) {
    this.camel = camel;
  }

  /**
   * Checks the routes of the context.
   *
   * @throws RoutesException with a sentence for each step that sends to nobody
   */
  static void check(ModelCamelContext camel) {
    DirectEndpoints check = new DirectEndpoints(camel);
    camel.getRouteDefinitions().forEach(check::begins);
    for (RouteDefinition route : camel.getRouteDefinitions()) {
      check.sends("The route '" + route.getId() + "'", route.getOutputs());
    }
    for (RouteConfigurationDefinition configuration : camel.getRouteConfigurationDefinitions()) {
      check.sends("The error handling", configuration);
    }
    if (!check.problems.isEmpty()) {
      throw new RoutesException(String.join("\n", check.problems));
    }
  }

  private void begins(RouteDefinition route) {
    String name = name(route.getInput().getEndpointUri());
    if (name != null && !begun.add(name) && !"false".equals(route.getAutoStartup())) {
      problems.add(
          "The route '%s'%s begins with direct:%s, as another route does."
              .formatted(route.getId(), RoutesProblem.place(route.getInput()), name));
    }
  }

  private void sends(String who, RouteConfigurationDefinition configuration) {
    Stream.of(
            configuration.getOnExceptions(),
            configuration.getOnCompletions(),
            configuration.getIntercepts(),
            configuration.getInterceptFroms(),
            configuration.getInterceptSendTos())
        .flatMap(Collection::stream)
        .forEach(part -> sends(who, part.getOutputs()));
  }

  private void sends(String who, List<ProcessorDefinition<?>> steps) {
    for (ProcessorDefinition<?> step :
        ProcessorDefinitionHelper.filterTypeInOutputs(steps, ProcessorDefinition.class)) {
      String name = name(target(step));
      if (name != null && !begun.contains(name)) {
        problems.add(
            who
                + RoutesProblem.place(step)
                + " sends to direct:"
                + name
                + ", which no route begins with.");
      }
    }
  }

  private static @Nullable String target(ProcessorDefinition<?> step) {
    if (step instanceof SendDefinition<?> send) {
      return send.getEndpointUri();
    }
    if (step instanceof ToDynamicDefinition dynamic) {
      return dynamic.getUri();
    }
    return step instanceof EnrichDefinition enrich
        ? ((ExpressionNode) enrich).getExpression().getExpression()
        : null;
  }

  /** The name of a direct endpoint, or null if the URI is none that has to have a route. */
  private @Nullable String name(@Nullable String uri) {
    if (uri == null || uri.contains("${")) {
      return null;
    }
    String resolved;
    try {
      resolved = camel.resolvePropertyPlaceholders(uri);
    } catch (IllegalArgumentException e) {
      // A parameter of a Kamelet, which is known only inside of it.
      return null;
    }
    if (!resolved.startsWith("direct:") || resolved.contains("failIfNoConsumers=false")) {
      return null;
    }
    String path = resolved.substring("direct:".length());
    int query = path.indexOf('?');
    path = query < 0 ? path : path.substring(0, query);
    return path.startsWith("//") ? path.substring(2) : path;
  }
}
