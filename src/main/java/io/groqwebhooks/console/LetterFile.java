package io.groqwebhooks.console;

import io.groqwebhooks.deadletter.DeadLetter;
import io.groqwebhooks.sending.DeadLetterFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that may hold a dead letter.
 *
 * @param path where it is
 * @param at when it was written last
 */
record LetterFile(Path path, Instant at) {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.console");

  /** A file is several times as large in memory, which is for deliveries in the first place. */
  private static final long LARGEST = Runtime.getRuntime().maxMemory() / 40;

  /**
   * What is in it.
   *
   * @param name the file's name
   * @param at when it was written last
   * @param letter the dead letter, in a list without its body; or null if that cannot be read
   * @param size the bytes of its body
   * @param problem why it cannot be read, or null
   */
  record Found(
      String name, Instant at, @Nullable DeadLetter letter, int size, @Nullable String problem) {

    Found withoutBody() {
      DeadLetter all = letter;
      return all == null ? this : new Found(name, at, all.withoutBody(), size, problem);
    }
  }

  String name() {
    return String.valueOf(path.getFileName());
  }

  Found read() {
    try {
      if (Files.size(path) > LARGEST) {
        return unreadable("it is too large to be read here, and left to the command replay");
      }
      DeadLetter letter = DeadLetterFiles.read(path);
      return new Found(name(), at, letter, letter.body().length, null);
    } catch (IOException e) {
      LOG.debug("A dead letter cannot be read", e);
      return unreadable(
          e.getCause() == null ? String.valueOf(e.getMessage()) : "it is no dead letter");
    }
  }

  private Found unreadable(String problem) {
    return new Found(name(), at, null, 0, problem);
  }

  /** What tells it from another that took its name meanwhile. */
  Object version() {
    try {
      return DeadLetterFiles.version(path);
    } catch (IOException e) {
      return "gone";
    }
  }
}
