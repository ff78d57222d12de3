package io.groqwebhooks.console;

import io.groqwebhooks.deadletter.DeadLetter;
import io.groqwebhooks.sending.DeadLetterFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dead letters in the receiver's folder, if that is where they are. */
final class DeadLetters {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.console");
  private static final String FILE = "file:";

  /** A file is several times as large in memory, which is for deliveries in the first place. */
  private static final long LARGEST = Runtime.getRuntime().maxMemory() / 40;

  private static final int MOST_REPLAYED = 100;
  private static final Duration LONGEST_REPLAY = Duration.ofMinutes(1);

  /**
   * A file with a dead letter.
   *
   * @param name the file's name
   * @param at when it was written last
   * @param letter what is in it, in a list without its body; or null if that cannot be read
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

  /**
   * Some dead letters.
   *
   * @param count how many there are
   * @param newest some of them, without their bodies
   */
  record Listed(int count, List<Found> newest) {}

  /**
   * What became of a dead letter that was sent once more.
   *
   * @param name the file's name
   * @param accepted whether it was accepted
   * @param text the answer, or why there is none
   */
  record Replayed(String name, boolean accepted, String text) {}

  /**
   * What became of several of them.
   *
   * @param results one for each that was tried
   * @param left how many were not tried
   */
  record Round(List<Replayed> results, int left) {

    long accepted() {
      return results.stream().filter(Replayed::accepted).count();
    }
  }

  private record File(Path path, Instant at) {}

  private final String endpoint;
  private final Sending sending;
  private final ReentrantLock replaying = new ReentrantLock();

  /**
   * @param endpoint where dead letters go to, as Camel writes it
   */
  DeadLetters(String endpoint, Sending sending) {
    this.endpoint = endpoint;
    this.sending = sending;
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
  private List<File> files() {
    Path folder = folder();
    if (folder == null) {
      throw ConsoleException.notFound("Dead letters are not in a folder here.");
    }
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<File> files = new ArrayList<>();
    try {
      for (Path path : DeadLetterFiles.in(folder)) {
        try {
          files.add(new File(path, Files.getLastModifiedTime(path).toInstant()));
        } catch (NoSuchFileException e) {
          // It was replayed meanwhile.
        }
      }
    } catch (IOException e) {
      LOG.debug("Dead letters cannot be listed", e);
      throw new ConsoleException(503, "The folder of dead letters cannot be read.");
    }
    files.sort(Comparator.comparing(File::at).thenComparing(File::path));
    return files;
  }

  /** Some of them, the newest first. For one visitor at a time, since it takes memory. */
  synchronized Listed list(int skip, int limit) {
    List<File> files = files();
    List<Found> found = new ArrayList<>();
    for (int i = files.size() - 1 - skip; i >= 0 && found.size() < limit; i--) {
      found.add(read(files.get(i)).withoutBody());
    }
    return new Listed(files.size(), found);
  }

  /** The one in the file of that name, which is one of those that are listed. */
  Found find(String name) {
    return read(file(name));
  }

  private File file(String name) {
    return files().stream()
        .filter(file -> name(file).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ConsoleException.notFound(
                    "There is no such dead letter. It may have been replayed or discarded."));
  }

  private static String name(File file) {
    return String.valueOf(file.path().getFileName());
  }

  private static Found read(File file) {
    try {
      if (Files.size(file.path()) > LARGEST) {
        return unreadable(file, "it is too large to be read here, and left to the command replay");
      }
      DeadLetter letter = DeadLetterFiles.read(file.path());
      return new Found(name(file), file.at(), letter, letter.body().length, null);
    } catch (IOException e) {
      LOG.debug("A dead letter cannot be read", e);
      return unreadable(
          file, e.getCause() == null ? String.valueOf(e.getMessage()) : "it is no dead letter");
    }
  }

  private static Found unreadable(File file, String problem) {
    return new Found(name(file), file.at(), null, 0, problem);
  }

  /** Sends one of them once more, and removes it if it is accepted. */
  Replayed replay(String name) {
    lock();
    try {
      return replay(file(name));
    } finally {
      replaying.unlock();
    }
  }

  /**
   * Sends them once more, one after the other, the oldest first.
   *
   * @param skip how many of the oldest are left out, because they were tried before
   */
  Round replayAll(int skip) {
    lock();
    try {
      List<File> files = files();
      List<File> meant = files.subList(Math.min(skip, files.size()), files.size());
      long end = System.nanoTime() + LONGEST_REPLAY.toNanos();
      List<Replayed> results = new ArrayList<>();
      for (File file : meant) {
        if (results.size() >= MOST_REPLAYED || System.nanoTime() - end > 0) {
          break;
        }
        results.add(replay(file));
      }
      return new Round(results, meant.size() - results.size());
    } finally {
      replaying.unlock();
    }
  }

  private void lock() {
    if (!replaying.tryLock()) {
      throw new ConsoleException(
          409, "Dead letters are being replayed right now. Try again when that has ended.");
    }
  }

  private Replayed replay(File file) {
    Object version = version(file);
    Found found = read(file);
    if (found.letter() == null) {
      return new Replayed(found.name(), false, "Not sent: " + found.problem());
    }
    Sending.Result result = sending.send(found.letter());
    if (result.accepted()) {
      if (!version(file).equals(version)) {
        return new Replayed(
            found.name(), false, result.text() + ", but it has failed once more, and is kept");
      }
      try {
        Files.deleteIfExists(file.path());
      } catch (IOException e) {
        LOG.warn("A dead letter was accepted, but its file cannot be removed: {}", e.toString());
        return new Replayed(
            found.name(), false, result.text() + ", but the file cannot be removed");
      }
    }
    return new Replayed(found.name(), result.accepted(), result.text());
  }

  private static Object version(File file) {
    try {
      return DeadLetterFiles.version(file.path());
    } catch (IOException e) {
      return "gone";
    }
  }

  /** Removes one of them. */
  void discard(String name) {
    try {
      Files.deleteIfExists(file(name).path());
      LOG.info("A dead letter was discarded: {}", name);
    } catch (IOException e) {
      LOG.warn("A dead letter cannot be removed: {}", e.toString());
      throw new ConsoleException(503, "The file cannot be removed.");
    }
  }
}
