package io.groqwebhooks.routes;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.VetoCamelContextStartException;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Says in a sentence what Camel says in a chain of exceptions. */
final class RoutesProblem {

  private static final String FILE = "file:";

  // Camel says these by exceptions of no types of their own.
  private static final String FILE_FAILS = "Error pre-parsing resource: ";
  private static final String KAMELET_FAILS = "Failure creating route from template: ";
  private static final String NO_BROKER = "connectionFactory must be specified";

  private RoutesProblem() {}

  /** What is wrong, if only by the failure's own words. */
  static String told(Throwable failure) {
    String problem = in(failure);
    return problem == null ? reason(failure) : problem;
  }

  /** What is wrong with the routes, or null if the failure is about something else. */
  static @Nullable String in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RoutesException) {
        return cause.getMessage();
      }
      if (cause instanceof YamlEngineException || isEmptyFile(cause)) {
        return "A file with routes cannot be read: " + cause.getMessage();
      }
      if (cause instanceof FailedToCreateRouteException create) {
        return problem(create.getRouteId(), place(create.getLocation(), 0), create);
      }
      if (cause instanceof FailedToStartRouteException start) {
        return problem(start.getRouteId(), place(start.getLocation(), 0), start);
      }
    }
    return lessClearlyIn(failure);
  }

  /** What Camel says of a whole file or Kamelet, where it says nothing more. */
  private static @Nullable String lessClearlyIn(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String told = String.valueOf(cause.getMessage());
      if (cause instanceof RuntimeCamelException && told.startsWith(FILE_FAILS)) {
        String file = shortened(told.substring(FILE_FAILS.length()));
        return "The file " + file + " cannot be used: " + reason(cause);
      }
      if (cause instanceof VetoCamelContextStartException && told.startsWith(KAMELET_FAILS)) {
        String kamelet = told.substring(KAMELET_FAILS.length());
        return "The Kamelet " + kamelet + " cannot be used: " + reason(cause);
      }
    }
    return null;
  }

  /** The failure to make routes of this context, with the place that Camel leaves out. */
  static Exception located(Exception failure, ModelCamelContext camel) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FailedToCreateRouteException create) {
        RouteDefinition route = camel.getRouteDefinition(create.getRouteId());
        if (route != null) {
          return new RoutesException(
              problem(create.getRouteId(), place(failed(route, create)), create), failure);
        }
      }
    }
    return failure;
  }

  /** The step that failed, or else the route's first line. */
  private static OptionalIdentifiedDefinition<?> failed(
      RouteDefinition route, FailedToCreateRouteException failure) {
    for (ProcessorDefinition<?> step : route.getOutputs()) {
      if (String.valueOf(failure.getMessage()).contains(" at: >>> " + step + " <<<")) {
        return step;
      }
    }
    return route.getInput();
  }

  static String place(OptionalIdentifiedDefinition<?> definition) {
    return place(definition.getLocation(), definition.getLineNumber());
  }

  /** A place in a file as people write it: {@code " in routes/a.yaml:12"}, or nothing. */
  static String place(@Nullable String location, int line) {
    if (location == null) {
      return "";
    }
    return " in " + shortened(location) + (line > 0 ? ":" + line : "");
  }

  /** Camel says so by an exception of no type of its own. */
  private static boolean isEmptyFile(Throwable cause) {
    return cause instanceof IOException
        && String.valueOf(cause.getMessage()).startsWith("Resource is empty");
  }

  private static String problem(@Nullable String routeId, String place, Throwable failure) {
    String route = routeId == null ? "A route" : "The route '" + routeId + "'";
    return route + place + " cannot run: " + reason(failure);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    if (NO_BROKER.equals(message)) {
      return "there is no broker. Start with the profile queue, or name one (spring.artemis.*).";
    }
    // These say little without their types, such as the name of a missing class.
    boolean bare = root instanceof Error || root instanceof ReflectiveOperationException;
    return message == null || bare ? root.toString() : message;
  }

  private static String shortened(String location) {
    if (!location.startsWith(FILE)) {
      return location;
    }
    Path here = Path.of("").toAbsolutePath();
    Path file = Path.of(location.substring(FILE.length()));
    return (file.startsWith(here) ? here.relativize(file) : file).toString();
  }
}
