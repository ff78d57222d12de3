package io.groqwebhooks.routes;

import io.groqwebhooks.settings.InvalidSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * Tells Camel where the routes are: in {@code webhooks.routes-dir}, or in {@code routes} in the
 * working directory, or else in the copy inside the jar.
 */
public final class RoutesFolder
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  static final String INSIDE_THE_JAR = "classpath:META-INF/groq-webhooks/routes/";

  private static final String PATTERN = "camel.main.routes-include-pattern";

  /** The property that tells the rest of the receiver, in words, where the routes were found. */
  public static final String FOUND = "groq-webhooks.routes";

  /** The property that tells the folder with routes; not set if they are inside the jar. */
  static final String FOLDER = "groq-webhooks.routes-folder";

  /** The property that tells the folder whose edits are taken over; not set if none are. */
  static final String RELOADED = "groq-webhooks.reloaded-routes-folder";

  private static final String PROPERTY = "webhooks.routes-dir";
  private static final String RELOAD = "webhooks.reload";

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    Path folder = folder(environment.getProperty(PROPERTY));
    boolean reload = isReloadOn(environment);
    Map<String, Object> settings = new HashMap<>();
    if (folder == null) {
      if (reload) {
        throw new InvalidSettingException(
            RELOAD + " needs routes that can be edited, and those that run are inside the jar.",
            "Make a folder routes, or set " + PROPERTY + " to one, or remove " + RELOAD + ".");
      }
      settings.put(PATTERN, insideTheJar(context));
      settings.put(FOUND, "inside the jar");
    } else {
      boolean handlesErrors = handlesErrors(folder);
      String found = "file:" + folder + "/";
      settings.put(PATTERN, found + "*.yaml" + (handlesErrors ? "" : "," + ErrorHandling.LOCATION));
      settings.put(
          FOUND, found + (handlesErrors ? "" : ", and the error handling from inside the jar"));
      settings.put(FOLDER, folder.toString());
      if (reload) {
        settings.put(RELOADED, folder.toString());
      }
    }
    environment.getPropertySources().addLast(new MapPropertySource(PROPERTY, settings));
  }

  private static boolean handlesErrors(Path folder) {
    try {
      return RouteFiles.read(folder).handlesErrors();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one place where the setting is read. */
  private static boolean isReloadOn(Environment environment) {
    try {
      return environment.getProperty(RELOAD, Boolean.class, false);
    } catch (ConversionException e) {
      throw new InvalidSettingException(
          RELOAD + " must be true or false, not " + environment.getProperty(RELOAD),
          "Change " + RELOAD + ".",
          e);
    }
  }

  /**
   * The routes inside the jar, for Camel's include pattern. They are named one by one: for a
   * pattern Camel would read the whole executable jar.
   */
  public static String insideTheJar(ResourcePatternResolver resources) {
    try {
      return Stream.of(resources.getResources(INSIDE_THE_JAR + "*.yaml"))
          .map(file -> INSIDE_THE_JAR + file.getFilename())
          .sorted()
          .collect(Collectors.joining(","));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder with routes, or null if there is none. */
  private static @Nullable Path folder(@Nullable String configured) {
    Path folder = Path.of(configured == null || configured.isBlank() ? "routes" : configured);
    if (configured != null && !configured.isBlank() && !Files.isDirectory(folder)) {
      throw new InvalidSettingException(
          PROPERTY + " is " + configured + ", which is not a folder.",
          "Set " + PROPERTY + " to a folder with routes (*.yaml), or remove it.");
    }
    if (!Files.isDirectory(folder)) {
      return null;
    }
    if (!holdsRoutes(folder)) {
      throw new InvalidSettingException(
          "The folder " + folder + " holds no routes (*.yaml).",
          "Put routes there, or remove the folder to run those inside the jar.");
    }
    try {
      // Where the folder is a link, Camel would find nothing behind it.
      return folder.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holdsRoutes(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.sorted().toList();
      for (Path file : all) {
        if (file.toString().endsWith(".yml") && isListOfRoutes(file)) {
          throw new InvalidSettingException(
              "The file " + file + " is not read: routes are in *.yaml.", "Rename it.");
        }
      }
      return all.stream().anyMatch(file -> file.toString().endsWith(".yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Other tools' files in YAML are no lists. */
  private static boolean isListOfRoutes(Path file) throws IOException {
    if (!Files.isRegularFile(file) || file.getFileName().toString().startsWith(".")) {
      return false;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.anyMatch(line -> line.startsWith("- "));
    }
  }
}
