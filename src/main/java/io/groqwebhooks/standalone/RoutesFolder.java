package io.groqwebhooks.standalone;

import io.groqwebhooks.intake.InvalidSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Tells Camel where the routes are: in {@code webhooks.routes-dir}, or in {@code routes} in the
 * working directory, or else in the copy inside the jar.
 */
final class RoutesFolder implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final String INSIDE_THE_JAR = "classpath:META-INF/groq-webhooks/routes/";
  private static final String PATTERN = "camel.main.routes-include-pattern";

  /** The property that tells the rest of the receiver, in words, where the routes were found. */
  static final String FOUND = "groq-webhooks.routes";

  private static final String PROPERTY = "webhooks.routes-dir";

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    String place = place(environment.getProperty(PROPERTY));
    Map<String, Object> settings =
        Map.of(
            PATTERN,
            place + "*.yaml",
            FOUND,
            place.equals(INSIDE_THE_JAR) ? "inside the jar" : place);
    environment.getPropertySources().addLast(new MapPropertySource(PROPERTY, settings));
  }

  private static String place(String configured) {
    Path folder = Path.of(configured == null || configured.isBlank() ? "routes" : configured);
    if (configured != null && !configured.isBlank() && !Files.isDirectory(folder)) {
      throw new InvalidSettingException(
          PROPERTY + " is " + configured + ", which is not a folder.",
          "Set " + PROPERTY + " to a folder with routes (*.yaml), or remove it.",
          null);
    }
    if (!Files.isDirectory(folder)) {
      return INSIDE_THE_JAR;
    }
    if (!holdsRoutes(folder)) {
      throw new InvalidSettingException(
          "The folder " + folder + " holds no routes (*.yaml).",
          "Put routes there, or remove the folder to run those inside the jar.",
          null);
    }
    return "file:" + folder.toAbsolutePath().normalize() + "/";
  }

  private static boolean holdsRoutes(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
