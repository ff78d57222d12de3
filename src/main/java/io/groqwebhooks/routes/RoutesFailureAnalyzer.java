package io.groqwebhooks.routes;

import org.jspecify.annotations.Nullable;
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
    String problem = RoutesProblem.in(failure);
    return problem == null
        ? null
        : new FailureAnalysis(problem, "Correct the routes in " + routes + ".", failure);
  }
}
