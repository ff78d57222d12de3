package io.groqwebhooks.console;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists, replays and discards the dead letters in the receiver's folder, in bounded time. Safe for
 * use by several threads.
 */
final class DeadLetters {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.console");

  private static final int MOST_REPLAYED = 100;
  private static final int MOST_DISCARDED = 10_000;
  private static final Duration LONGEST_ROUND = Duration.ofMinutes(1);

  /** For what is in files, which has to be read to look for it. */
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

  /**
   * Some dead letters.
   *
   * @param total how many files there are
   * @param count how many of them were found
   * @param newest some of these, without their bodies
   * @param backTo when the oldest was kept that was looked at, or null if all were
   * @param mark all that were there
   */
  record Listed(
      int total, int count, List<LetterFile.Found> newest, @Nullable Instant backTo, Mark mark) {}

  /**
   * What became of a dead letter.
   *
   * @param name the file's name
   * @param accepted whether it was accepted, or discarded
   * @param text the answer, or why there is none
   */
  record Result(String name, boolean accepted, String text) {}

  /**
   * What became of several of them.
   *
   * @param results one for each that was tried
   * @param mark those that were not tried, or null if all were
   */
  record Round(List<Result> results, @Nullable Mark mark) {

    int accepted() {
      return (int) results.stream().filter(Result::accepted).count();
    }

    int failed() {
      return results.size() - accepted();
    }
  }

  /** What is to be done with a dead letter. */
  @FunctionalInterface
  private interface Deed {
    Result with(LetterFile file, LetterFile.Found found, Object version);
  }

  private final LetterFolder folder;
  private final Sending sending;
  private final Duration longestLook;
  private final ReentrantLock looking = new ReentrantLock();
  private final ReentrantLock doing = new ReentrantLock();

  DeadLetters(LetterFolder folder, Sending sending) {
    this(folder, sending, LONGEST_LOOK);
  }

  /**
   * @param longestLook how long files may be read to look for what is in them
   */
  DeadLetters(LetterFolder folder, Sending sending, Duration longestLook) {
    this.folder = folder;
    this.sending = sending;
    this.longestLook = longestLook;
  }

  /** Where they are if not in a folder, without what the endpoint's address may hold; or null. */
  @Nullable String elsewhere() {
    return folder.elsewhere();
  }

  /** Some of them, the newest first. For one visitor at a time, since it takes memory. */
  Listed list(LetterFilter filter, int skip, int limit) {
    if (!hasTurn()) {
      throw new ConsoleException(
          503, "The folder of dead letters is being read. Try again in a moment.");
    }
    try {
      return list(folder.files(), filter, skip, limit);
    } finally {
      looking.unlock();
    }
  }

  private boolean hasTurn() {
    try {
      return looking.tryLock(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Listed list(List<LetterFile> files, LetterFilter filter, int skip, int limit) {
    Mark all = Mark.all(files.isEmpty() ? Instant.EPOCH : files.get(files.size() - 1).at());
    List<LetterFile.Found> newest = new ArrayList<>();
    long end = System.nanoTime() + longestLook.toNanos();
    int count = 0;
    Instant backTo = null;
    for (int i = files.size() - 1; i >= 0; i--) {
      LetterFile file = files.get(i);
      if (!filter.fits(file.at())) {
        continue;
      }
      if (filter.isOfContent() && backTo != null && System.nanoTime() - end > 0) {
        return new Listed(files.size(), count, newest, backTo, all);
      }
      backTo = file.at();
      boolean shown = count >= skip && newest.size() < limit;
      LetterFile.Found found = shown || filter.isOfContent() ? file.read() : null;
      if (found == null || filter.fits(found)) {
        count++;
        if (found != null && shown) {
          newest.add(found.withoutBody());
        }
      }
    }
    return new Listed(files.size(), count, newest, null, all);
  }

  /** The one in the file of that name, which is one of those that are listed. */
  LetterFile.Found find(String name) {
    return folder.file(name).read();
  }

  /** Sends one of them once more, and removes it if it is accepted. */
  Result replay(String name) {
    lock();
    try {
      LetterFile file = folder.file(name);
      Object version = file.version();
      return replay(file, file.read(), version);
    } finally {
      doing.unlock();
    }
  }

  /** Sends them once more, one after the other, the oldest first. */
  Round replay(Meant meant) {
    return each(meant, MOST_REPLAYED, this::replay);
  }

  /** Removes them. */
  Round discard(Meant meant) {
    Round round = each(meant, MOST_DISCARDED, DeadLetters::discard);
    LOG.info("{} dead letters were discarded", round.accepted());
    return round;
  }

  private Round each(Meant meant, int most, Deed deed) {
    lock();
    try {
      long end = System.nanoTime() + LONGEST_ROUND.toNanos();
      List<Result> results = new ArrayList<>();
      Mark mark = meant.mark();
      for (LetterFile file : folder.files()) {
        if (results.size() == meant.count()) {
          break;
        }
        if (!meant.mark().means(file) || !meant.filter().fits(file.at())) {
          continue;
        }
        if (results.size() == most || System.nanoTime() - end > 0) {
          return new Round(results, mark);
        }
        Object version = file.version();
        LetterFile.Found found = file.read();
        if (meant.filter().fits(found)) {
          results.add(deed.with(file, found, version));
        }
        mark = mark.behind(file);
      }
      return new Round(results, null);
    } finally {
      doing.unlock();
    }
  }

  private void lock() {
    if (!doing.tryLock()) {
      throw new ConsoleException(
          409,
          "Dead letters are being replayed or discarded right now. Try again when that has ended.");
    }
  }

  private Result replay(LetterFile file, LetterFile.Found found, Object version) {
    if (found.letter() == null) {
      return new Result(found.name(), false, "Not sent: " + found.problem());
    }
    Sending.Result result = sending.send(found.letter());
    if (result.accepted()) {
      if (!file.version().equals(version)) {
        return new Result(
            found.name(), false, result.text() + ", but it has failed once more, and is kept");
      }
      try {
        Files.deleteIfExists(file.path());
      } catch (IOException e) {
        LOG.warn("A dead letter was accepted, but its file cannot be removed: {}", e.toString());
        return new Result(found.name(), false, result.text() + ", but the file cannot be removed");
      }
    }
    return new Result(found.name(), result.accepted(), result.text());
  }

  private static Result discard(LetterFile file, LetterFile.Found found, Object version) {
    if (!file.version().equals(version)) {
      return new Result(found.name(), false, "It has failed once more, and is kept.");
    }
    try {
      Files.deleteIfExists(file.path());
      return new Result(found.name(), true, "");
    } catch (IOException e) {
      LOG.warn("A dead letter cannot be removed: {}", e.toString());
      return new Result(found.name(), false, "The file cannot be removed.");
    }
  }

  /** Removes one of them. */
  void discard(String name) {
    try {
      Files.deleteIfExists(folder.file(name).path());
      LOG.info("A dead letter was discarded: {}", name);
    } catch (IOException e) {
      LOG.warn("A dead letter cannot be removed: {}", e.toString());
      throw new ConsoleException(503, "The file cannot be removed.");
    }
  }
}
