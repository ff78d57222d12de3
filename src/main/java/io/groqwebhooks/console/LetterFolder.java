package io.groqwebhooks.console;

import io.groqwebhooks.sending.DeadLetterFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of dead letters, if that is where they are. */
final class LetterFolder {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.console");
  private static final String FILE = "file:";

  private final String endpoint;

  /**
   * @param endpoint where dead letters go to, as Camel writes it
   */
  LetterFolder(String endpoint) {
    this.endpoint = endpoint;
  }

  /** Where they are if not in a folder, without what the endpoint's address may hold; or null. */
  @Nullable String elsewhere() {
    return folder() == null ? endpoint.replaceFirst("(?s)[:?].*", "") : null;
  }

  private @Nullable Path folder() {
    if (!endpoint.startsWith(FILE) || endpoint.contains("{{") || endpoint.contains("${")) {
      return null;
    }
    String folder = endpoint.substring(FILE.length()).replaceFirst("\\?.*", "");
    return Path.of(folder.startsWith("//") ? folder.substring(2) : folder);
  }

  /** All files, the oldest first. */
  List<LetterFile> files() {
    Path folder = folder();
    if (folder == null) {
      throw ConsoleException.notFound("Dead letters are not in a folder here.");
    }
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<LetterFile> files = new ArrayList<>();
    try {
      for (Path path : DeadLetterFiles.in(folder)) {
        try {
          files.add(new LetterFile(path, Files.getLastModifiedTime(path).toInstant()));
        } catch (NoSuchFileException e) {
          // It was replayed meanwhile.
        }
      }
    } catch (IOException e) {
      LOG.debug("Dead letters cannot be listed", e);
      throw new ConsoleException(503, "The folder of dead letters cannot be read.");
    }
    files.sort(Comparator.comparing(LetterFile::at).thenComparing(LetterFile::name));
    return files;
  }

  /** The file of that name, which is one of those that are listed. */
  LetterFile file(String name) {
    return files().stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ConsoleException.notFound(
                    "There is no such dead letter. It may have been replayed or discarded."));
  }
}
