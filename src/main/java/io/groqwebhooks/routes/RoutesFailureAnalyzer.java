package io.groqwebhooks.routes;

import java.io.IOException;
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
            problem + placesOfDuplicate(problem),
            environment.getProperty(RoutesFolder.FOLDER) == null
                ? "Put routes of your own into a folder 'routes' here. Those inside the jar are Groq's."
                : "Correct the routes in " + routes + ".",
            failure);
  }

  /** Camel says which id stands twice, but not where. */
  private String placesOfDuplicate(String problem) {
    String folder = environment.getProperty(RoutesFolder.FOLDER);
    Matcher duplicate = DUPLICATE.matcher(problem);
    if (!duplicate.find() || folder == null) {
      return "";
    }
    Pattern id = Pattern.compile("\\bid: *[\"']?" + Pattern.quote(duplicate.group(1)) + "\\b");
    try {
      String places =
          RouteFiles.read(Path.of(folder)).places(id).collect(Collectors.joining(" and "));
      return places.isEmpty() ? "" : " The id is in " + places + ".";
    } catch (IOException e) {
      // What Camel said has to do.
      return "";
    }
  }
}
