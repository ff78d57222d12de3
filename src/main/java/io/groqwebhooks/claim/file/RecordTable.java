package io.groqwebhooks.claim.file;

import io.groqwebhooks.files.PrivateFiles;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A hash table in a file of its own, to which records are added until it is full, and which is
 * deleted as a whole when all of them are outdated. A record stays where it was written: whatever
 * becomes of others, of the process or of the power supply does not touch it.
 *
 * <p>The file begins with a header of one block. Then come slots of 32 bytes, most of them empty,
 * which costs no space on the disk before something is written near them: the fingerprint, the time
 * in epoch milliseconds until which it is remembered, and a checksum. A record is in the slot that
 * its fingerprint names or in the next one that was free.
 *
 * <p>One thread puts; others may look up and sync meanwhile.
 */
final class RecordTable {

  static final int HEADER_BYTES = 4096;
  static final int SLOT_BYTES = 32;
  static final int FEWEST_SLOTS = 1 << 14;

  /** A file of 128 MiB. */
  static final int MOST_SLOTS = 1 << 22;

  /** A table in which a record would be further from its slot counts as full. */
  private static final int MOST_PROBES = 512;

  /**
   * When the disk is so slow that records have waited for so long to be forced to it, others wait:
   * a failure of the power supply costs those of two seconds, and a little.
   */
  private static final long LONGEST_UNSYNCED_NANOS = TimeUnit.MILLISECONDS.toNanos(1_800);

  /** What is read at once: mostly enough. */
  private static final int PROBES_AT_ONCE = 16;

  private final FileChannel channel;
  private final long number;
  private final int slots;

  private volatile RecordCount count;

  /** Whether the header says that its count is the last one. */
  private boolean closed;

  /**
   * Since when records wait to be forced to the disk, by {@link System#nanoTime()}; 0 if none do.
   */
  private volatile long unsyncedSince;

  private volatile boolean deleted;

  private RecordTable(FileChannel channel, long number, TableHeader header) {
    this.channel = channel;
    this.number = number;
    this.slots = header.slots();
    this.count = header.reached();
    this.closed = header.closed();
    // The process that put the last ones may have been killed.
    this.unsyncedSince = closed ? 0 : nanoTime();
  }

  /** The number of slots for a table that is to hold so many records. */
  static int slotsFor(long records) {
    return slotsOf(HEADER_BYTES + records * 3 / 2 * SLOT_BYTES);
  }

  /** Not 0. */
  private static long nanoTime() {
    return System.nanoTime() | 1;
  }

  /** Makes an empty table, in place of what is there. */
  static RecordTable create(Disk disk, Path file, long number, int slots) throws IOException {
    PrivateFiles.makeFile(file);
    FileChannel channel =
        disk.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    try {
      extend(channel, slots);
      TableHeader empty = new TableHeader(slots, RecordCount.NONE, true);
      empty.write(channel);
      channel.force(true);
      return new RecordTable(channel, number, empty);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Opens a table.
   *
   * @throws IOException if there is none that can be used
   */
  static RecordTable open(Disk disk, Path file, long number) throws IOException {
    FileChannel channel = disk.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      TableHeader header = TableHeader.read(channel);
      if (header == null) {
        throw new IOException(file + " is no table of records");
      }
      extend(channel, header.slots());
      return new RecordTable(
          channel,
          number,
          header.closed()
              ? header
              : header.with(TableScan.of(channel, header.slots()).count(), false));
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** Gives the file its full length. What is not written of it takes no space. */
  private static void extend(FileChannel channel, int slots) throws IOException {
    long length = length(slots);
    if (channel.size() < length) {
      channel.write(ByteBuffer.allocate(1), length - 1);
    }
  }

  static long length(int slots) {
    return position(slots);
  }

  /** How many slots a file of that length has at least, if its header does not say. */
  static int slotsOf(long length) {
    long slots = Math.max(1, (length - HEADER_BYTES + SLOT_BYTES - 1) / SLOT_BYTES);
    return (int) Math.min(MOST_SLOTS, Math.max(FEWEST_SLOTS, Long.highestOneBit(2 * slots - 1)));
  }

  /** Where a slot begins in the file. */
  static long position(int slot) {
    return HEADER_BYTES + (long) slot * SLOT_BYTES;
  }

  long number() {
    return number;
  }

  RecordCount count() {
    return count;
  }

  /** Until when the record is remembered, in epoch milliseconds; 0 if there is none. */
  long find(Fingerprint key) throws IOException {
    try {
      return probe(key, null);
    } catch (ClosedChannelException e) {
      if (deleted) {
        return 0;
      }
      throw e;
    }
  }

  /**
   * Puts a record. It is there when this returns, even if the process is killed.
   *
   * @return whether there was room for it
   */
  boolean put(Fingerprint key, long until) throws IOException {
    if (count.records() >= slots * 2L / 3) {
      return false;
    }
    long since = unsyncedSince;
    if (since != 0 && System.nanoTime() - since > LONGEST_UNSYNCED_NANOS) {
      sync();
    }
    Free free = new Free();
    boolean isNew = probe(key, free) == 0;
    if (free.slot < 0) {
      return false;
    }
    if (closed) {
      closed = false;
      writeHeader(count, false);
    }
    channel.write(slot(key, until), position(free.slot));
    count = count.with(until, isNew);
    if (unsyncedSince == 0) {
      unsyncedSince = nanoTime();
    }
    return true;
  }

  /** Where a record may be written. */
  private static final class Free {
    private int slot = -1;
  }

  /** Returns what {@link #find} says, and where a record with that key belongs. */
  private long probe(Fingerprint key, @Nullable Free free) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(PROBES_AT_ONCE * SLOT_BYTES);
    int slot = (int) (key.first() & (slots - 1));
    for (int probed = 0; probed < MOST_PROBES; ) {
      block.clear().limit(Math.min(PROBES_AT_ONCE, slots - slot) * SLOT_BYTES);
      read(channel, block, position(slot));
      if (block.flip().limit() < SLOT_BYTES) {
        throw new EOFException("The table " + number + " was cut");
      }
      while (block.hasRemaining()) {
        int at = block.position();
        long until = until(block, at);
        boolean mine =
            until != 0 && block.getLong(at) == key.first() && block.getLong(at + 8) == key.second();
        boolean whole = mine && isWhole(block, at);
        if (free != null && free.slot < 0 && (mine || until == 0)) {
          free.slot = slot;
        }
        if (whole || until == 0) {
          return until;
        }
        block.position(at + SLOT_BYTES);
        slot++;
        probed++;
      }
      slot &= slots - 1;
    }
    return 0;
  }

  /** Reads as much as fits, which is less at the end of a file that was cut. */
  static void read(FileChannel channel, ByteBuffer block, long position) throws IOException {
    long next = position;
    while (block.hasRemaining()) {
      int bytes = channel.read(block, next);
      if (bytes < 0) {
        return;
      }
      next += bytes;
    }
  }

  private static ByteBuffer slot(Fingerprint key, long until) {
    ByteBuffer slot =
        ByteBuffer.allocate(SLOT_BYTES)
            .putLong(key.first())
            .putLong(key.second())
            .putLong(until)
            .putLong(0);
    return slot.putLong(24, Checksum.of(slot, 0, 24)).clear();
  }

  static Fingerprint key(ByteBuffer block, int at) {
    return new Fingerprint(block.getLong(at), block.getLong(at + 8));
  }

  /** 0 in an empty slot. */
  static long until(ByteBuffer block, int at) {
    return block.getLong(at + 16);
  }

  /** Whether the slot holds what was written there. */
  static boolean isWhole(ByteBuffer block, int at) {
    return block.getLong(at + 24) == Checksum.of(block, at, 24);
  }

  /** Forces what was put to the disk. */
  synchronized void sync() throws IOException {
    if (unsyncedSince != 0) {
      unsyncedSince = 0;
      RecordCount reached = count;
      channel.force(false);
      writeHeader(reached, closed);
    }
  }

  private void writeHeader(RecordCount reached, boolean last) throws IOException {
    new TableHeader(slots, reached, last).write(channel);
  }

  /** Forces all to the disk, when nothing is put any more for now. */
  synchronized void finish() throws IOException {
    if (!closed) {
      channel.force(false);
      unsyncedSince = 0;
      closed = true;
      writeHeader(count, true);
      channel.force(false);
    }
  }

  void close() throws IOException {
    channel.close();
  }

  /** Closes the file, of which nothing is needed any more. */
  void delete() throws IOException {
    deleted = true;
    channel.close();
  }
}
