package io.groqwebhooks.routes;

import io.groqwebhooks.forward.Targets;
import java.util.List;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;

/** Finds steps that say what the sink's Kamelet does not know, by their file and line. */
final class KameletOutputs {

  private static final String KAMELET = "signed-webhook-sink";
  private static final String TARGET = "target";

  private KameletOutputs() {}

  /**
   * Checks the routes of the context.
   *
   * @throws RoutesException with a sentence if a step says what the Kamelet does not know, or uses
   *     a target that is not configured
   */
  static void check(ModelCamelContext camel) {
    Targets targets = camel.getRegistry().findSingleByType(Targets.class);
    for (RouteDefinition route : camel.getRouteDefinitions()) {
      for (ToDefinition step :
          ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)) {
        String who = "The route '" + route.getId() + "'" + RoutesProblem.place(step);
        KameletUse use = KameletUse.of(step.getEndpointUri(), who);
        if (use != null && use.kamelet().equals(KAMELET)) {
          check(use, targets);
        }
      }
    }
  }

  private static void check(KameletUse use, Targets targets) {
    use.refuseUnknown(List.of(TARGET));
    if (!(use.parameters().get(TARGET) instanceof String target)) {
      throw new RoutesException(
          use.who() + " does not say which target: kamelet:" + KAMELET + "?target=...");
    }
    if (!target.contains("{{") && !targets.has(target)) {
      throw new RoutesException(use.who() + " cannot run: " + targets.unknown(target).getMessage());
    }
  }
}
