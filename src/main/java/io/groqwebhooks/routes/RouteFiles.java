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
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/**
 * The texts of the files in a routes folder at one moment, by name. What was tried is what is
 * loaded, whatever happens to the files meanwhile. Immutable.
 */
record RouteFiles(Path folder, Map<String, String> texts) {

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

  /** Names of files whose text differs, or that are only here, or only there. */
  Set<String> changedFrom(RouteFiles before) {
    Set<String> names = new TreeSet<>(texts.keySet());
    names.addAll(before.texts.keySet());
    names.removeIf(name -> Objects.equals(texts.get(name), before.texts.get(name)));
    return names;
  }

  /** Whether one of them says what happens when a step fails. */
  boolean handlesErrors() {
    return texts.values().stream().anyMatch(ErrorHandling::isIn);
  }

  /** Files and numbers of the lines in which this is found, as people write them. */
  Stream<String> places(Pattern text) {
    return texts.entrySet().stream()
        .flatMap(
            file -> {
              List<String> lines = file.getValue().lines().toList();
              return IntStream.range(0, lines.size())
                  .filter(line -> text.matcher(lines.get(line)).find())
                  .mapToObj(line -> file.getKey() + ":" + (line + 1));
            });
  }

  /** The files as Camel reads them, with the error handling inside the jar if they have none. */
  List<Resource> resources() {
    Stream<Resource> files =
        texts.entrySet().stream()
            .map(
                file ->
                    ResourceHelper.fromString(
                        "file:" + folder.resolve(file.getKey()), file.getValue()));
    return Stream.concat(
            files, handlesErrors() ? Stream.empty() : Stream.of(ErrorHandling.resource()))
        .toList();
  }
}
