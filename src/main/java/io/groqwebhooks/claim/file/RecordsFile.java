package io.groqwebhooks.claim.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of {@link LocalClaimStore}: which events are done, and until when that is remembered.
 *
 * <p>A record that was put survives the process, killed or not, and a failure of the power supply
 * if that comes some seconds later. After any failure the files are not usable (a full disk, an
 * interrupted thread) and have to be opened anew. One thread puts, keeps up and closes; others may
 * look up meanwhile.
 */
final class RecordsFile {

  private static final int TABLES_LEFT_EARLY = 16;

  private final Disk disk;
  private final Path path;
  private final RecordsIndex index;

  /** The newest comes first: it gets new records, and is asked most. */
  private volatile List<RecordTable> tables = List.of();

  private RecordsIndex.Range numbers = RecordsIndex.NONE;

  /** Opens or creates the files, for this process alone. */
  RecordsFile(Disk disk, Path path) throws IOException {
    this.disk = disk;
    this.path = path;
    this.index = RecordsIndex.open(disk, path);
    try {
      RecordsIndex.Range found = index.read();
      if (found == null && index.size() > 0) {
        throw new IOException(path + " is no claims file");
      }
      numbers = found == null ? RecordsIndex.NONE : found;
      openTables();
    } catch (IOException | RuntimeException | Error e) {
      abandon();
      throw e;
    }
  }

  private void openTables() throws IOException {
    for (long number : numbers.numbers().toArray()) {
      prepend(RecordTable.open(disk, RecordsIndex.table(path, number), number));
    }
    if (tables.isEmpty()) {
      begin(0);
    }
  }

  private void prepend(RecordTable table) {
    List<RecordTable> all = new ArrayList<>(tables);
    all.add(0, table);
    tables = List.copyOf(all);
  }

  /** Begins a table for half as many records as there are, so that there are never many tables. */
  private synchronized void begin(long records) throws IOException {
    long number = numbers.newest() + 1;
    Path file = RecordsIndex.table(path, number);
    prepend(RecordTable.create(disk, file, number, RecordTable.slotsFor(records / 2)));
    numbers = new RecordsIndex.Range(numbers.oldest(), number);
    index.write(numbers);
  }

  boolean contains(Fingerprint key, long now) throws IOException {
    for (RecordTable table : tables) {
      long until = table.find(key);
      if (until != 0) {
        return until > now;
      }
    }
    return false;
  }

  /** Returns when the operating system has the record. */
  void put(Fingerprint key, long until, long now) throws IOException {
    RecordTable newest = tables.get(0);
    if (isOutdated(newest, now) || !newest.put(key, until)) {
      newest.finish();
      deleteOutdated(now);
      begin(tables.stream().mapToLong(table -> table.count().records()).sum());
      if (!tables.get(0).put(key, until)) {
        throw new IOException("There is no room in an empty table");
      }
    }
  }

  /**
   * Whether a table that will be full late is left to its records, so that these can be deleted.
   * With many tables none is: old ones may be remembered for longer than new ones.
   */
  private boolean isOutdated(RecordTable newest, long now) {
    RecordCount count = newest.count();
    return count.records() > 0 && count.first() <= now && tables.size() < TABLES_LEFT_EARLY;
  }

  /** A table is deleted when the newest of its records is outdated. */
  private synchronized void deleteOutdated(long now) throws IOException {
    for (RecordTable last = last(); tables.size() > 1 && last.count().last() <= now; ) {
      tables = tables.subList(0, tables.size() - 1);
      numbers = new RecordsIndex.Range(last.number() + 1, numbers.newest());
      index.write(numbers);
      last.delete();
      Files.deleteIfExists(RecordsIndex.table(path, last.number()));
      last = last();
    }
  }

  private RecordTable last() {
    return tables.get(tables.size() - 1);
  }

  /** Forces what was put to the disk, and deletes what is outdated. */
  void keepUp(long now) throws IOException {
    for (RecordTable table : tables) {
      table.sync();
    }
    deleteOutdated(now);
  }

  void close() throws IOException {
    try {
      for (RecordTable table : tables) {
        table.finish();
      }
    } finally {
      abandon();
    }
  }

  /** Closes the files after a failure, without writing to them. */
  void abandon() throws IOException {
    IOException failure = null;
    for (RecordTable table : tables) {
      try {
        table.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    index.close();
    if (failure != null) {
      throw failure;
    }
  }
}
