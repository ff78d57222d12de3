package io.groqwebhooks.routes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The texts of the files in a routes folder at one moment, by name. What was tried is what is
 * loaded, whatever happens to the files meanwhile. Immutable.
 */
record RouteFiles(Path folder, Map<String, String> texts) {

  private static final String FILE = "file:";

  /** What can stand in a file and be replaced without any other file. */
  private static final Set<String> ROUTES = Set.of("route", "from");

  /** Reads the folder; what editors leave beside files (backups, swap files) is not read. */
  static RouteFiles read(Path folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(".yaml") && !name.startsWith(".") && Files.isRegularFile(file)) {
          texts.put(name, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        }
      }
    }
    return new RouteFiles(folder, texts);
  }

  /** Names of files that are other in here, or only here, or only there. */
  Set<String> changedFrom(RouteFiles before) {
    Set<String> names = namesWith(before);
    names.removeIf(name -> Objects.equals(texts.get(name), before.texts.get(name)));
    return names;
  }

  Set<String> names() {
    return texts.keySet();
  }

  /** Names of all files that are here or there. */
  Set<String> namesWith(RouteFiles before) {
    Set<String> names = new TreeSet<>(names());
    names.addAll(before.names());
    return names;
  }

  /** Whether these files hold routes and nothing else, such as error handling or beans. */
  boolean holdOnlyRoutes(Set<String> names) {
    return names.stream().allMatch(name -> holdsOnlyRoutes(texts.get(name)));
  }

  private static boolean holdsOnlyRoutes(@Nullable String text) {
    if (text == null) {
      return true;
    }
    try {
      Object content = new Load(LoadSettings.builder().build()).loadFromString(text);
      return content instanceof List<?> items
          && items.stream()
              .allMatch(item -> item instanceof Map<?, ?> map && ROUTES.containsAll(map.keySet()));
    } catch (YamlEngineException e) {
      return false;
    }
  }

  /** The files with these names, as Camel reads them; those that are not here are left out. */
  List<Resource> resources(Set<String> names) {
    return names.stream().filter(texts::containsKey).map(this::resource).toList();
  }

  private Resource resource(String name) {
    return ResourceHelper.fromString(FILE + folder.resolve(name), String.valueOf(texts.get(name)));
  }

  /** The name of the file that something was read from, or null if it came from elsewhere. */
  @Nullable String nameOf(@Nullable Resource resource) {
    if (resource == null || !resource.getLocation().startsWith(FILE)) {
      return null;
    }
    Path file = Path.of(resource.getLocation().substring(FILE.length()));
    return folder.equals(file.getParent()) ? String.valueOf(file.getFileName()) : null;
  }
}
