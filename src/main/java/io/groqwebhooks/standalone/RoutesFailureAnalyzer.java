package io.groqwebhooks.standalone;

import java.io.IOException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;

/** Tells someone who edits routes which file, line and step keep the receiver from starting. */
final class RoutesFailureAnalyzer implements FailureAnalyzer {

  private final Environment environment;

  RoutesFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    String routes = environment.getProperty(RoutesFolder.FOUND);
    if (routes == null) {
      // An application that this bundle is embedded in: its routes are its own.
      return null;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String problem = problem(cause);
      if (problem != null) {
        return new FailureAnalysis(problem, "Correct the routes in " + routes + ".", failure);
      }
    }
    return null;
  }

  private static @Nullable String problem(Throwable cause) {
    if (cause instanceof YamlEngineException || isEmptyFile(cause)) {
      return "A file with routes cannot be read: " + cause.getMessage();
    }
    if (cause instanceof FailedToCreateRouteException create) {
      return problem(create.getRouteId(), create.getLocation(), create);
    }
    if (cause instanceof FailedToStartRouteException start) {
      return problem(start.getRouteId(), start.getLocation(), start);
    }
    return null;
  }

  /** Camel says so by an exception of no type of its own. */
  private static boolean isEmptyFile(Throwable cause) {
    return cause instanceof IOException
        && String.valueOf(cause.getMessage()).startsWith("Resource is empty");
  }

  private static String problem(
      @Nullable String routeId, @Nullable String location, Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String route = routeId == null ? "A route" : "The route '" + routeId + "'";
    return route
        + (location == null ? "" : " in " + location)
        + " cannot run: "
        + root.getMessage();
  }
}
