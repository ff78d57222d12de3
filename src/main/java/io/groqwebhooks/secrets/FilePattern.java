package io.groqwebhooks.secrets;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path of a file, or of several if {@code *} or {@code ?} stand in its last part. As in a
 * shell, names that begin with a dot match only a pattern that does, too: Kubernetes keeps its
 * versions of mounted files under such names. Immutable.
 */
final class FilePattern {

  static final int MOST_FILES = 16;

  /** How many names of a folder are looked at. */
  private static final int MOST_NAMES = 10_000;

  private final String text;
  private final Path folder;
  private final String name;
  private final @Nullable Pattern names;

  /**
   * @throws IllegalArgumentException if the text is no such path; the message says what to write
   */
  FilePattern(String text) {
    int end = Math.max(text.lastIndexOf('/'), text.lastIndexOf(File.separatorChar)) + 1;
    this.text = text;
    this.name = text.substring(end);
    if (name.isEmpty() || hasWildcard(text.substring(0, end))) {
      throw new IllegalArgumentException(
          "a file, or a pattern such as /run/secrets/groq*, with * and ? after the last slash only");
    }
    try {
      this.folder = Path.of(text.substring(0, end));
      this.names = hasWildcard(name) ? regex(name) : null;
      if (names == null) {
        Objects.requireNonNull(folder.resolve(name));
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("a path of this system");
    }
  }

  private static boolean hasWildcard(String part) {
    return part.indexOf('*') >= 0 || part.indexOf('?') >= 0;
  }

  private static Pattern regex(String name) {
    return Pattern.compile(
        Pattern.quote(name).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"), Pattern.DOTALL);
  }

  /**
   * The files, by their names; without a wildcard, the one that is named, whether or not it is
   * there.
   *
   * @throws IOException if they cannot be listed, there is none, or there are too many; its message
   *     says so
   */
  List<Path> files() throws IOException {
    if (names == null) {
      return List.of(folder.resolve(name));
    }
    List<Path> files = new ArrayList<>();
    int seen = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path each : all) {
        if (++seen > MOST_NAMES) {
          throw new IOException("stands in a folder of more than " + MOST_NAMES + " names");
        }
        if (isMeant(names, each)) {
          files.add(each);
        }
        if (files.size() > MOST_FILES) {
          throw new IOException("means more than " + MOST_FILES + " files");
        }
      }
    } catch (DirectoryIteratorException e) {
      throw new IOException("cannot be read", e);
    } catch (FileSystemException e) {
      throw new IOException(FileText.problem(e), e);
    }
    if (files.isEmpty()) {
      throw new IOException("means no file that is there");
    }
    files.sort(Comparator.comparing(Path::toString));
    return files;
  }

  private boolean isMeant(Pattern pattern, Path file) {
    String found = String.valueOf(file.getFileName());
    boolean hidden = found.startsWith(".") && !name.startsWith(".");
    return !hidden && pattern.matcher(found).matches() && !Files.isDirectory(file);
  }

  @Override
  public String toString() {
    return text;
  }
}
