package io.groqwebhooks.claim.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the files with records are those that were left, since records that are gone
 * would not be missed. Unless it is refused, what is damaged is moved away, what is whole of it is
 * kept, and it is not told of again. For one thread.
 */
final class RecordsCheck {

  /** How long is looked for damage in all tables, so that large ones do not delay the start. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final String CHANGED = "was cut or changed since it was used last";

  private final Disk disk;
  private final Path file;
  private final Duration retention;
  private final boolean refused;
  private final Clock clock;
  private final List<String> damage = new ArrayList<>();
  private final long deadline = System.nanoTime() + PATIENCE_NANOS;

  /**
   * A check of the files before they are opened.
   *
   * @param retention how long records are remembered
   * @param refused whether the files are left as they are
   */
  RecordsCheck(Disk disk, Path file, Duration retention, boolean refused, Clock clock) {
    this.disk = disk;
    this.file = file;
    this.retention = retention;
    this.refused = refused;
    this.clock = clock;
  }

  /**
   * Looks at the files.
   *
   * @return what has happened, for an operator; nothing if all is as it was left
   * @throws IOException if that cannot be found out, for instance because another process uses them
   */
  List<String> damage() throws IOException {
    RecordsIndex.Range found = RecordsIndex.found(file);
    boolean missing = !Files.exists(file);
    if (missing && found.equals(RecordsIndex.NONE)) {
      return damage;
    }
    try (RecordsIndex index = RecordsIndex.open(disk, file)) {
      RecordsIndex.Range said = index.read();
      if (said == null && found.equals(RecordsIndex.NONE) && index.size() > 0) {
        throw new IOException(file + " is no claims file");
      }
      if (said == null && !found.equals(RecordsIndex.NONE)) {
        String what = missing ? "is missing" : index.size() == 0 ? "was emptied" : CHANGED;
        tell(file, what, refused ? "" : " The tables beside it are used.");
        if (!refused) {
          index.write(found);
        }
        said = found;
      }
      if (said != null) {
        for (long number = said.newest(); number >= said.oldest(); number--) {
          checkTable(number);
        }
      }
    }
    if (missing && refused) {
      Files.deleteIfExists(file);
    }
    return damage;
  }

  private void checkTable(long number) throws IOException {
    Path table = RecordsIndex.table(file, number);
    if (!Files.exists(table)) {
      tell(table, "is missing", refused ? "" : begin(number));
      return;
    }
    TableHeader header;
    String lost;
    try (FileChannel channel = disk.open(table, StandardOpenOption.READ)) {
      header = TableHeader.read(channel);
      lost = header == null ? unreadable(channel) : lost(channel, header);
    }
    if (lost != null) {
      tell(table, lost, refused ? "" : mend(number, header));
    }
  }

  private static String unreadable(FileChannel channel) throws IOException {
    return channel.size() == 0 ? "was emptied" : CHANGED + ", and cannot be read any more";
  }

  private @Nullable String lost(FileChannel channel, TableHeader header) throws IOException {
    boolean cut = channel.size() < RecordTable.length(header.slots());
    long nanos = cut ? Long.MAX_VALUE : Math.max(0, deadline - System.nanoTime());
    TableScan scan = TableScan.of(channel, header.slots(), nanos, (key, until) -> {});
    RecordCount count = scan.count();
    long expected = header.reached().records();
    boolean fewer = scan.complete() && count.records() < expected;
    if (!cut && !fewer && scan.broken() == 0) {
      return null;
    }
    String lost = CHANGED + ": it holds " + count.records();
    lost += fewer ? " of " + expected + " records" : " records";
    if (count.records() > 0) {
      Instant newest = Instant.ofEpochMilli(count.last()).minus(retention);
      lost += ", the newest of " + newest.truncatedTo(ChronoUnit.SECONDS);
    }
    return lost;
  }

  /** So that what is gone is not missed again. */
  private String begin(long number) throws IOException {
    RecordTable.create(disk, file, number, RecordTable.FEWEST_SLOTS).close();
    return "";
  }

  /** Makes a table of what is whole in the damaged one, which is kept unless it is empty. */
  private String mend(long number, @Nullable TableHeader header) throws IOException {
    Path table = RecordsIndex.table(file, number);
    if (Files.size(table) == 0) {
      return begin(number);
    }
    Path damaged = Files.move(table, copy(table));
    try {
      fill(number, header, damaged);
    } catch (IOException e) {
      // The disk may be full. The damaged table can be used, and is mended next time.
      Path unused = Files.move(damaged, table, StandardCopyOption.REPLACE_EXISTING);
      return " It is used as it is: " + e.getMessage();
    }
    return " The damaged file is now " + damaged + ".";
  }

  private void fill(long number, @Nullable TableHeader header, Path damaged) throws IOException {
    int slots = header == null ? RecordTable.FEWEST_SLOTS : header.slots();
    RecordTable whole = RecordTable.create(disk, file, number, slots);
    try (FileChannel channel = disk.open(damaged, StandardOpenOption.READ)) {
      if (header != null) {
        var unused = TableScan.of(channel, slots, Long.MAX_VALUE, whole::put);
      }
      whole.finish();
    } finally {
      whole.close();
    }
  }

  private void tell(Path damaged, String what, String then) {
    damage.add(
        "The claims file "
            + damaged
            + " "
            + what
            + ". Events whose records are lost are handled again if they are delivered again."
            + then);
  }

  private Path copy(Path table) {
    String time = Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
    String name = table.getFileName() + ".damaged-" + time;
    Path copy = table.resolveSibling(name);
    for (int i = 2; Files.exists(copy); i++) {
      copy = table.resolveSibling(name + "-" + i);
    }
    return copy;
  }
}
