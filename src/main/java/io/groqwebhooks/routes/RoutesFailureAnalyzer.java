package io.groqwebhooks.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;

/** Tells someone who edits routes which file, line and step keep the receiver from starting. */
final class RoutesFailureAnalyzer implements FailureAnalyzer {

  private static final String FILE = "file:";
  private static final Pattern DUPLICATE =
      Pattern.compile("Duplicate route ids detected: ([^ ,]+?)\\.? ");

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
        : new FailureAnalysis(
            problem + placesOfDuplicate(problem, routes),
            "Correct the routes in " + routes + ".",
            failure);
  }

  /** Camel says which id stands twice, but not where. */
  private static String placesOfDuplicate(String problem, String routes) {
    Matcher duplicate = DUPLICATE.matcher(problem);
    if (!duplicate.find() || !routes.startsWith(FILE)) {
      return "";
    }
    try {
      return RouteFiles.read(Path.of(routes.substring(FILE.length())))
          .places(Pattern.compile("\\bid: *[\"']?" + Pattern.quote(duplicate.group(1)) + "\\b"))
          .collect(Collectors.joining(" and ", " The id is in ", "."));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
