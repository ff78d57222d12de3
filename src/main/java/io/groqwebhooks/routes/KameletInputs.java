package io.groqwebhooks.routes;

import io.groqwebhooks.settings.Suggestion;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds routes that say what the Kamelet does not know. Camel takes any name for a parameter of the
 * Kamelet, and then the default of what was meant.
 */
final class KameletInputs {

  private static final String KAMELET = "kamelet:verified-webhook-source";
  private static final String SOURCE = "source";

  /** The Kamelet's only parameter, and those of Camel's that make sense here. */
  private static final Set<String> KNOWN =
      Set.of(SOURCE, "location", "noErrorHandler", "bridgeErrorHandler", "uuid");

  private KameletInputs() {}

  /**
   * Checks the routes of the context.
   *
   * @throws RoutesException with a sentence if a route says what the Kamelet does not know, or uses
   *     a source that another uses
   */
  static void check(ModelCamelContext camel) {
    Map<String, RouteDefinition> users = new HashMap<>();
    for (RouteDefinition route : camel.getRouteDefinitions()) {
      refuseWhatIsAlmost(route);
      Map<String, Object> parameters = parameters(route);
      if (parameters == null) {
        continue;
      }
      String who = who(route);
      for (String name : parameters.keySet()) {
        if (!KNOWN.contains(name)) {
          throw new RoutesException(
              "%s gives the Kamelet verified-webhook-source a parameter '%s', which it does not have.%s"
                  .formatted(
                      who,
                      name,
                      Suggestion.of(name, List.of(SOURCE))
                          .map(meant -> " Did you mean '" + meant + "'?")
                          .orElse("")));
        }
      }
      String source = String.valueOf(parameters.getOrDefault(SOURCE, "groq"));
      // A template's routes differ by parameters that are not known here.
      RouteDefinition other = source.contains("{{") ? null : users.putIfAbsent(source, route);
      if (other != null) {
        throw new RoutesException(
            "%s begins with the source '%s', as %s does. A source has one route."
                .formatted(who, source, who(other).replaceFirst("^The", "the")));
      }
    }
  }

  private static void refuseWhatIsAlmost(RouteDefinition route) {
    String uri = route.getInput().getEndpointUri();
    String kamelet = uri.contains("?") ? uri.substring(0, uri.indexOf('?')) : uri;
    if (Suggestion.of(kamelet, List.of(KAMELET)).isPresent()) {
      throw new RoutesException(
          "%s begins with %s. Did you mean %s?".formatted(who(route), kamelet, KAMELET));
    }
  }

  private static String who(RouteDefinition route) {
    return "The route '" + route.getId() + "'" + RoutesProblem.place(route.getInput());
  }

  /** The parameters of the Kamelet, or null if the route does not begin with it. */
  private static @Nullable Map<String, Object> parameters(RouteDefinition route) {
    String uri = route.getInput().getEndpointUri();
    if (!uri.equals(KAMELET) && !uri.startsWith(KAMELET + "?")) {
      return null;
    }
    try {
      return URISupport.parseQuery(uri.substring(KAMELET.length()).replaceFirst("^\\?", ""));
    } catch (URISyntaxException e) {
      throw new RoutesException(who(route) + " cannot be read: " + e.getMessage(), e);
    }
  }
}
