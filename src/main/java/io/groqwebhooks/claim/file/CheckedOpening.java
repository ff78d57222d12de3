package io.groqwebhooks.claim.file;

import io.groqwebhooks.claim.ClaimsUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the files with records, and finds out first whether they are those that were left, since
 * records that are gone would not be missed. Unless it is refused, what is damaged is told of and
 * moved away, what is whole of it is kept, and it is not told of again. For one thread at a time.
 */
final class CheckedOpening implements DoneRecords.Opening {

  private static final Logger LOG = LoggerFactory.getLogger(CheckedOpening.class);

  /** How long is looked for damage in all tables, so that large ones do not delay the start. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final String CHANGED = "was cut or changed since it was used last";

  private final Disk disk;
  private final Path file;
  private final Duration retention;
  private final boolean refused;
  private final Clock clock;

  /** Whether this process has opened them before, so that they are not expected to be new. */
  private volatile boolean before;

  private volatile long deadline;

  /**
   * The way to open these files.
   *
   * @param retention how long records are remembered
   * @param refused whether damaged files are refused, and left as they are
   */
  CheckedOpening(Disk disk, Path file, Duration retention, boolean refused, Clock clock) {
    this.disk = disk;
    this.file = file;
    this.retention = retention;
    this.refused = refused;
    this.clock = clock;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ClaimsUnavailableException if they are damaged, and that is refused
   */
  @Override
  public RecordsFile open() throws IOException {
    deadline = System.nanoTime() + PATIENCE_NANOS;
    List<String> damage = new ArrayList<>();
    check(damage);
    if (!damage.isEmpty()) {
      throw new ClaimsUnavailableException(
          String.join(" ", damage)
              + " To go on with what is left, start once with"
              + " webhooks.claims.refuse-damaged-file=false.",
          null);
    }
    RecordsFile records = new RecordsFile(disk, file);
    before = true;
    return records;
  }

  private void check(List<String> damage) throws IOException {
    boolean missing = !Files.exists(file);
    RecordsIndex.Range found = RecordsIndex.found(file);
    try (RecordsIndex index = RecordsIndex.open(disk, file)) {
      RecordsIndex.Range said = index.read();
      RecordsIndex.Range all =
          said == null
              ? unsaid(index, missing, found, damage)
              : unlisted(index, said, found, damage);
      for (long number = all.newest(); number >= all.oldest(); number--) {
        checkTable(number, damage);
      }
    } finally {
      if (missing && !damage.isEmpty()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Which tables there are, where the index does not say it. */
  private RecordsIndex.Range unsaid(
      RecordsIndex index, boolean missing, RecordsIndex.Range found, List<String> damage)
      throws IOException {
    boolean empty = index.size() == 0;
    if (!empty && found.equals(RecordsIndex.NONE)) {
      throw new IOException(file + " is no claims file");
    }
    boolean isNew = empty && !before && newest(found) == 0;
    if (!isNew) {
      tell(file, missing ? "is missing" : empty ? "was emptied" : CHANGED, damage);
      use(index, found);
    }
    return isNew ? RecordsIndex.NONE : found;
  }

  /** Which tables there are, where the index may be older than they are. */
  private RecordsIndex.Range unlisted(
      RecordsIndex index, RecordsIndex.Range said, RecordsIndex.Range found, List<String> damage)
      throws IOException {
    RecordsIndex.Range all = said;
    for (long number : found.numbers().toArray()) {
      if (said.holds(number) || !Files.exists(RecordsIndex.table(file, number))) {
        continue;
      }
      if (newest(number) > clock.millis()) {
        all = all.with(number);
      } else if (number < said.oldest() && !refused) {
        // The process was killed before it could delete it.
        Files.delete(RecordsIndex.table(file, number));
      }
    }
    if (!all.equals(said)) {
      tell(file, "does not know of all tables beside it, and is older than these", damage);
      use(index, all);
    }
    return all;
  }

  private void use(RecordsIndex index, RecordsIndex.Range tables) throws IOException {
    if (!refused) {
      LOG.warn("The tables beside {} are used", file);
      index.write(tables);
    }
  }

  /** Until when the newest record of these tables is remembered; 0 if they have none. */
  private long newest(RecordsIndex.Range tables) throws IOException {
    long newest = 0;
    for (long number : tables.numbers().toArray()) {
      if (Files.exists(RecordsIndex.table(file, number))) {
        newest = Math.max(newest, newest(number));
      }
    }
    return newest;
  }

  private long newest(long number) throws IOException {
    try (FileChannel channel =
        disk.open(RecordsIndex.table(file, number), StandardOpenOption.READ)) {
      TableHeader header = TableHeader.read(channel);
      return header != null && header.closed()
          ? header.reached().last()
          : TableScan.of(channel, slots(header, channel)).count().last();
    }
  }

  private static int slots(@Nullable TableHeader header, FileChannel channel) throws IOException {
    return header == null ? RecordTable.slotsOf(channel.size()) : header.slots();
  }

  private void checkTable(long number, List<String> damage) throws IOException {
    Path table = RecordsIndex.table(file, number);
    if (!Files.exists(table) && Files.exists(mended(table))) {
      // It is whole, or else the damaged one would still be there.
      Path unused = Files.move(mended(table), table);
    }
    if (!Files.exists(table)) {
      tell(table, "is missing", damage);
      if (!refused) {
        RecordTable.create(disk, table, number, RecordTable.FEWEST_SLOTS).close();
      }
      return;
    }
    int slots;
    String lost;
    try (FileChannel channel = disk.open(table, StandardOpenOption.READ)) {
      TableHeader header = TableHeader.read(channel);
      slots = slots(header, channel);
      lost = lost(channel, slots, header);
    }
    if (lost != null) {
      tell(table, lost, damage);
      if (!refused) {
        mend(table, number, slots);
      }
    }
  }

  private @Nullable String lost(FileChannel channel, int slots, @Nullable TableHeader header)
      throws IOException {
    if (channel.size() == 0) {
      return "was emptied";
    }
    boolean cut = header == null || channel.size() < RecordTable.length(slots);
    long nanos = cut ? Long.MAX_VALUE : Math.max(0, deadline - System.nanoTime());
    TableScan scan = TableScan.of(channel, slots, nanos, (key, until) -> {});
    RecordCount count = scan.count();
    long expected = header == null ? 0 : header.reached().records();
    boolean fewer = scan.complete() && count.records() < expected;
    if (!cut && !fewer && scan.broken() == 0) {
      return null;
    }
    if (count.records() == 0) {
      return CHANGED + ", and no record in it can be read any more";
    }
    Instant newest = Instant.ofEpochMilli(count.last()).minus(retention);
    return CHANGED
        + (scan.complete() ? ": it holds " : ": it holds at least ")
        + count.records()
        + (fewer ? " of " + expected : "")
        + " records, the newest of "
        + newest.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Makes a table of what is whole in the damaged one, which is kept unless it is empty. */
  private void mend(Path table, long number, int slots) throws IOException {
    if (Files.size(table) == 0) {
      RecordTable.create(disk, table, number, RecordTable.FEWEST_SLOTS).close();
      return;
    }
    Path mended = mended(table);
    try {
      fill(mended, number, slots, table);
    } catch (IOException e) {
      // The disk may be full. It is tried again at the next start.
      Files.deleteIfExists(mended);
      LOG.warn("{} could not be mended: {}", table, e.getMessage());
      return;
    }
    LOG.warn("The damaged file is now {}", Files.move(table, copy(table)));
    Path unused = Files.move(mended, table);
  }

  private void fill(Path mended, long number, int slots, Path damaged) throws IOException {
    RecordTable whole = RecordTable.create(disk, mended, number, slots);
    try (FileChannel channel = disk.open(damaged, StandardOpenOption.READ)) {
      var unused = TableScan.of(channel, slots, Long.MAX_VALUE, whole::put);
      whole.finish();
    } finally {
      whole.close();
    }
  }

  private static Path mended(Path table) {
    return table.resolveSibling(table.getFileName() + ".mended");
  }

  private void tell(Path damaged, String what, List<String> damage) {
    String sentences =
        "The claims file "
            + damaged
            + " "
            + what
            + ". Events whose records are lost are handled again if they are delivered again.";
    if (refused) {
      damage.add(sentences);
    } else {
      LOG.warn(sentences);
    }
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
