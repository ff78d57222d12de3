package io.groqwebhooks.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The clock of processes that are started with its environment, which a test sets forward and back
 * while they run. Time that is only measured ({@link System#nanoTime()}) goes on as it is. It takes
 * libfaketime, which {@code apt-get install faketime} brings.
 */
public final class MovedClock {

  private static final Path LIBRARIES = Path.of("/usr/lib");
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

  private final Path library;
  private final Path file;

  private MovedClock(Path library, Path file) {
    this.library = library;
    this.file = file;
  }

  /**
   * A clock that is right at first; skips the test where the library is not installed.
   *
   * @param file where it is kept by how much the clock is wrong
   */
  public static MovedClock in(Path file) {
    Path library = library();
    Assumptions.assumeTrue(
        library != null, "libfaketime is not installed here: apt-get install faketime");
    MovedClock clock = new MovedClock(library, file);
    clock.set(Duration.ZERO);
    return clock;
  }

  private static Path library() {
    try (Stream<Path> found =
        Files.find(LIBRARIES, 3, (path, attributes) -> path.endsWith(LIBRARY))) {
      return found.findFirst().orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  /** What processes have in their environment to have this clock. */
  public Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "NO_FAKE_STAT", "1");
  }

  /** Sets the clock that much ahead of the right time, or behind it. */
  public void set(Duration ahead) {
    try {
      Path next = Files.writeString(Path.of(file + ".next"), "%+d\n".formatted(ahead.toSeconds()));
      Path unused =
          Files.move(
              next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
