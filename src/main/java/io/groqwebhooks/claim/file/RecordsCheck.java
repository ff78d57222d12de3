package io.groqwebhooks.claim.file;

import io.groqwebhooks.files.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a file with records is the one that was left. The file opens also when its end
 * was cut off, as if nothing had been there. A second file beside it therefore holds the version
 * that the first one has reached at least.
 */
final class RecordsCheck {

  /** How long is looked for damage in a large file, so that it does not delay the start. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  /** Both headers of a file, of a block each. */
  private static final int HEADER_BYTES = 2 * 4096;

  private final Path file;
  private final Path version;

  RecordsCheck(Path file) {
    this.file = file;
    this.version = file.resolveSibling(file.getFileName() + ".version");
  }

  /** Remembers the version of what has reached the disk. */
  void reached(long reached) throws IOException {
    if (!Files.exists(version)) {
      PrivateFiles.makeFile(version);
    }
    // In place, so that the file is never empty.
    Files.write(
        version,
        ByteBuffer.allocate(Long.BYTES).putLong(reached).array(),
        StandardOpenOption.WRITE);
  }

  /**
   * Looks at the file before it is opened. Unless a damaged file is refused, a copy is kept of it,
   * or it is moved away if it cannot be read; and it is not told of again.
   *
   * @param retention how long records are remembered
   * @return what has happened, for an operator, or null if the file is as it was left
   * @throws IOException if that cannot be found out
   * @throws MVStoreException if the file cannot be used for a reason that is no damage, for
   *     instance because another process uses it
   */
  @Nullable String damage(Duration retention, boolean refused, Clock clock) throws IOException {
    long reached = lastReached();
    if (reached < 0) {
      return null;
    }
    if (!Files.exists(file)) {
      return refused ? refusal("is missing") : accepted("is missing", "");
    }
    if (Files.size(file) == 0) {
      return refused ? refusal("was emptied") : accepted("was emptied", "");
    }
    String left = "was cut or changed since it was used last";
    long found;
    try (MVStore store =
        new MVStore.Builder().fileName(file.toString()).readOnly().autoCommitDisabled().open()) {
      MVMap<String, Long> done = store.openMap("done");
      long newest = newest(done);
      found = store.getCurrentVersion();
      if (found >= reached) {
        return null;
      }
      left += ": it holds " + done.sizeAsLong() + " records";
      if (newest > 0) {
        Instant recorded = Instant.ofEpochMilli(newest).minus(retention);
        left += ", the newest of " + recorded.truncatedTo(ChronoUnit.SECONDS);
      }
    } catch (MVStoreException e) {
      boolean headersCutOff = Files.isReadable(file) && Files.size(file) < HEADER_BYTES;
      if (e.getErrorCode() != DataUtils.ERROR_FILE_CORRUPT
          && e.getErrorCode() != DataUtils.ERROR_CHUNK_NOT_FOUND
          && !headersCutOff) {
        throw e;
      }
      left += ", and cannot be read any more";
      return refused
          ? damage(left, " To go on without it, move it away and delete " + version + ".")
          : accepted(left, " It is now " + Files.move(file, copy(clock)) + ".");
    }
    if (refused) {
      return refusal(left);
    }
    String copy = keepCopy(copy(clock));
    reached(found);
    return damage(left, copy);
  }

  private String refusal(String what) {
    return damage(what, " To go on with what is left, delete " + version + ".");
  }

  /** A file is begun anew, and has reached nothing yet. */
  private String accepted(String what, String copy) throws IOException {
    Files.delete(version);
    return damage(what, copy);
  }

  private String damage(String what, String then) {
    return "The claims file "
        + file
        + " "
        + what
        + ". Events whose records are lost are handled again if they are delivered again."
        + then;
  }

  /** A copy is a help, and no condition: the disk may be full. */
  private String keepCopy(Path copy) throws IOException {
    try {
      return " A copy of it is " + Files.copy(file, copy) + ".";
    } catch (IOException e) {
      Files.deleteIfExists(copy);
      return " No copy could be kept: " + e.getMessage();
    }
  }

  /** Until when the newest record is remembered, or 0 if there is none. */
  private static long newest(MVMap<String, Long> done) {
    long begun = System.nanoTime();
    long newest = 0;
    for (Long until : done.values()) {
      newest = Math.max(newest, until);
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        break;
      }
    }
    return newest;
  }

  private long lastReached() throws IOException {
    if (!Files.exists(version)) {
      return -1;
    }
    byte[] bytes = Files.readAllBytes(version);
    // A power failure may have left it empty.
    return bytes.length == Long.BYTES ? ByteBuffer.wrap(bytes).getLong() : -1;
  }

  private Path copy(Clock clock) {
    String time = Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
    Path copy = file.resolveSibling(file.getFileName() + ".damaged-" + time);
    for (int i = 2; Files.exists(copy); i++) {
      copy = file.resolveSibling(file.getFileName() + ".damaged-" + time + "-" + i);
    }
    return copy;
  }
}
