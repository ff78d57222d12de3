package io.groqwebhooks.claim.file;

import io.groqwebhooks.files.PrivateFiles;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The claims file itself, which is locked while it is used, and says which tables belong to it:
 * files beside it, with its name and a number each. For one thread at a time.
 */
final class RecordsIndex implements AutoCloseable {

  /**
   * The numbers of tables.
   *
   * @param newest less than the oldest if there is none
   */
  record Range(long oldest, long newest) {

    boolean holds(long number) {
      return number >= oldest && number <= newest;
    }

    Range with(long number) {
      return new Range(Math.min(oldest, number), Math.max(newest, number));
    }

    LongStream numbers() {
      return LongStream.rangeClosed(oldest, newest);
    }
  }

  static final Range NONE = new Range(1, 0);

  private static final Preamble PREAMBLE = new Preamble("claims_1", 2);

  private static final String TABLE = ".table-";

  /** Far more than there ever are. */
  private static final int MOST_TABLES = 1000;

  /**
   * The files that are open in this process: to close a second channel of one would end the lock of
   * the first.
   */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private RecordsIndex(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Opens or creates the file, for this process alone.
   *
   * @throws IOException if another uses it
   */
  static RecordsIndex open(Disk disk, Path file) throws IOException {
    PrivateFiles.makeFile(file);
    Path path = file.toRealPath();
    if (!OPEN.add(path)) {
      throw locked(file, "this process uses it already");
    }
    try {
      return open(path, disk.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (IOException | RuntimeException | Error e) {
      OPEN.remove(path);
      throw e;
    }
  }

  private static RecordsIndex open(Path path, FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw locked(path, "another process uses it");
      }
      return new RecordsIndex(path, channel);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static IOException locked(Path file, String why) {
    return new IOException(file + " is locked: " + why);
  }

  /** The file of a table. */
  static Path table(Path file, long number) {
    return file.resolveSibling(file.getFileName() + TABLE + number);
  }

  /** The tables that are there, whatever the file says. */
  static Range found(Path file) throws IOException {
    Pattern name = Pattern.compile(Pattern.quote(file.getFileName() + TABLE) + "(\\d{1,18})");
    try (Stream<Path> all = Files.list(file.toAbsolutePath().getParent())) {
      LongSummaryStatistics numbers =
          all.map(each -> name.matcher(each.getFileName().toString()))
              .filter(Matcher::matches)
              .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
              .summaryStatistics();
      if (numbers.getCount() == 0) {
        return NONE;
      }
      if (numbers.getMax() - numbers.getMin() > MOST_TABLES) {
        throw new IOException(
            "Of %s and %s one does not belong there"
                .formatted(table(file, numbers.getMin()), table(file, numbers.getMax())));
      }
      return new Range(numbers.getMin(), numbers.getMax());
    }
  }

  long size() throws IOException {
    return channel.size();
  }

  /** Returns null where the file does not say it, or is none of this kind. */
  @Nullable Range read() throws IOException {
    LongBuffer numbers = PREAMBLE.read(channel);
    return numbers == null ? null : new Range(numbers.get(0), numbers.get(1));
  }

  /** Returns when it has reached the disk. */
  void write(Range tables) throws IOException {
    PREAMBLE.write(channel, tables.oldest(), tables.newest());
    channel.truncate(PREAMBLE.bytes());
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OPEN.remove(path);
    }
  }
}
