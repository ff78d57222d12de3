package io.groqwebhooks.receiver;

import io.groqwebhooks.settings.InvalidSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Jars of the user's own, in a folder {@code extensions} where the receiver is started: routes can
 * use their classes and components. They are read by a class loader below that of the receiver,
 * whose own classes they cannot replace.
 */
record Extensions(List<Path> jars) {

  private static final Path FOLDER = Path.of("extensions");

  /** Those that are there. */
  static Extensions find() {
    if (!Files.isDirectory(FOLDER)) {
      return new Extensions(List.of());
    }
    try (Stream<Path> files = Files.list(FOLDER)) {
      return new Extensions(
          files.filter(file -> file.toString().endsWith(".jar")).sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes sure that each can be read as a jar. A class loader passes over those that cannot, and
   * says later that a class is missing.
   *
   * @throws InvalidSettingException if one cannot
   */
  void check() {
    jars.forEach(Extensions::check);
  }

  private static void check(Path jar) {
    try {
      new ZipFile(jar.toFile()).close();
    } catch (IOException e) {
      throw new InvalidSettingException(
          jar + " cannot be read as a jar: " + e.getMessage(), "Fetch it again, or remove it.", e);
    }
  }

  /** The class loader that knows them, which may be the given one. */
  ClassLoader loader(ClassLoader receiver) {
    return jars.isEmpty()
        ? receiver
        : new URLClassLoader(
            "extensions", jars.stream().map(Extensions::url).toArray(URL[]::new), receiver);
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
