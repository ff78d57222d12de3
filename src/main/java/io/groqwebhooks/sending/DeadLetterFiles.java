package io.groqwebhooks.sending;

import io.groqwebhooks.deadletter.DeadLetter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds and reads dead letters in files. */
public final class DeadLetterFiles {

  /** A name that begins with a dot is one that is being written. */
  private static final Pattern NAME = Pattern.compile("[^.].*\\.json");

  private DeadLetterFiles() {}

  /** The files in the folder that may be dead letters, by name. */
  public static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isRegularFile)
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }

  /**
   * What tells the file from another that took its name: an event that fails once more is written
   * to the same one.
   */
  public static Object version(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return List.of(String.valueOf(now.fileKey()), now.lastModifiedTime(), now.size());
  }

  /**
   * Reads a dead letter.
   *
   * @throws IOException if it cannot be read or is none; its message says why
   */
  public static DeadLetter read(Path file) throws IOException {
    byte[] json;
    try {
      json = Files.readAllBytes(file);
    } catch (IOException | OutOfMemoryError e) {
      throw new IOException("the file cannot be read (" + e + ")", e);
    }
    return DeadLetter.fromJson(json);
  }
}
