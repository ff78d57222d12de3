package io.groqwebhooks.routes;

import io.groqwebhooks.settings.Suggestion;
import io.groqwebhooks.source.WebhookSources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/** Finds routes that begin with the source's Kamelet, and say what it does not know. */
final class KameletInputs {

  private static final String KAMELET = "verified-webhook-source";
  private static final String DEFAULT_SOURCE = "camel.kamelet." + KAMELET + ".source";
  private static final String SOURCE = "source";

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
      KameletUse use = KameletUse.of(route.getInput().getEndpointUri(), who(route));
      if (use == null) {
        continue;
      }
      String who = use.who();
      if (!use.kamelet().equals(KAMELET)) {
        refuseWhatIsAlmost(use.kamelet(), who, camel);
        continue;
      }
      use.refuseUnknown(List.of(SOURCE));
      String source = String.valueOf(use.parameters().getOrDefault(SOURCE, byDefault));
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
}
