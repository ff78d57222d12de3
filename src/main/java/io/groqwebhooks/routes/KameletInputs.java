package io.groqwebhooks.routes;

import io.groqwebhooks.settings.Suggestion;
import io.groqwebhooks.source.WebhookSources;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds routes that say what the Kamelet does not know. Camel takes any name for a parameter of the
 * Kamelet, and then the default of what was meant.
 */
final class KameletInputs {

  private static final String KAMELET = "verified-webhook-source";
  private static final String DEFAULT_SOURCE = "camel.kamelet." + KAMELET + ".source";
  private static final String SOURCE = "source";

  /** The Kamelet's only parameter, and those of Camel's that make sense here. */
  private static final Set<String> KNOWN =
      Set.of(
          SOURCE,
          "location",
          "noErrorHandler",
          "bridgeErrorHandler",
          "exceptionHandler",
          "exchangePattern",
          "routeId",
          "uuid");

  /** The name of a Kamelet, and its parameters. */
  private static final Pattern URI =
      Pattern.compile("kamelet:/*([^/?]+)(?:/[^?]*)?(?:\\?(.*))?", Pattern.DOTALL);

  private KameletInputs() {}

  /**
   * Checks the routes of the context.
   *
   * @throws RoutesException with a sentence if a route says what the Kamelet does not know, or uses
   *     a source that is not configured, or that another uses
   */
  static void check(ModelCamelContext camel) {
    WebhookSources sources = WebhookSources.in(camel);
    Map<String, RouteDefinition> users = new HashMap<>();
    String byDefault =
        camel.getPropertiesComponent().resolveProperty(DEFAULT_SOURCE).orElse("groq");
    for (RouteDefinition route : camel.getRouteDefinitions()) {
      Matcher uri = URI.matcher(route.getInput().getEndpointUri());
      if (!uri.matches()) {
        continue;
      }
      String who = who(route);
      if (!uri.group(1).equals(KAMELET)) {
        refuseWhatIsAlmost(uri.group(1), who, camel);
        continue;
      }
      Map<String, Object> parameters = parameters(uri.group(2), who);
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
      String source = String.valueOf(parameters.getOrDefault(SOURCE, byDefault));
      if (!source.contains("{{") && !sources.has(source)) {
        throw new RoutesException(
            who + " cannot run: " + WebhookSources.unknown(source).getMessage());
      }
      // A template's routes differ by parameters that are not known here, and one may stand by.
      boolean alone = source.contains("{{") || route.getAutoStartup() != null;
      RouteDefinition other = alone ? null : users.putIfAbsent(source, route);
      if (other != null) {
        throw new RoutesException(
            "%s begins with the source '%s', as %s does. A source has one route."
                .formatted(who, source, who(other).replaceFirst("^The", "the")));
      }
    }
  }

  private static void refuseWhatIsAlmost(String kamelet, String who, ModelCamelContext camel) {
    boolean exists =
        camel.getRouteTemplateDefinition(kamelet) != null
            || camel.getClassResolver().loadResourceAsURL("kamelets/" + kamelet + ".kamelet.yaml")
                != null;
    if (!exists && Suggestion.of(kamelet, List.of(KAMELET)).isPresent()) {
      throw new RoutesException(
          "%s begins with the Kamelet %s. Did you mean %s?".formatted(who, kamelet, KAMELET));
    }
  }

  private static String who(RouteDefinition route) {
    return "The route '" + route.getId() + "'" + RoutesProblem.place(route.getInput());
  }

  private static Map<String, Object> parameters(@Nullable String query, String who) {
    try {
      return query == null ? Map.of() : URISupport.parseQuery(query);
    } catch (URISyntaxException e) {
      throw new RoutesException(who + " cannot be read: " + e.getMessage(), e);
    }
  }
}
