package io.groqwebhooks.claim.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A look at all slots of a {@link RecordTable}.
 *
 * @param count the records that are whole
 * @param broken how many are not
 * @param complete whether there was the time to look at all
 */
record TableScan(RecordCount count, long broken, boolean complete) {

  private static final int SLOTS_AT_ONCE = 1 << 12;

  /** Gets each record that is whole. */
  @FunctionalInterface
  interface Visitor {
    void visit(Fingerprint key, long until) throws IOException;
  }

  static TableScan of(FileChannel channel, int slots) throws IOException {
    return of(channel, slots, Long.MAX_VALUE, (key, until) -> {});
  }

  /**
   * Looks at the slots.
   *
   * @param nanos for how long at most
   */
  static TableScan of(FileChannel channel, int slots, long nanos, Visitor visitor)
      throws IOException {
    long begun = System.nanoTime();
    ByteBuffer block = ByteBuffer.allocate(SLOTS_AT_ONCE * RecordTable.SLOT_BYTES);
    RecordCount count = RecordCount.NONE;
    long broken = 0;
    for (int first = 0; first < slots; first += SLOTS_AT_ONCE) {
      if (System.nanoTime() - begun > nanos) {
        return new TableScan(count, broken, false);
      }
      RecordTable.read(channel, block.clear(), RecordTable.position(first));
      int whole = block.position() / RecordTable.SLOT_BYTES;
      for (int slot = 0; slot < whole; slot++) {
        int at = slot * RecordTable.SLOT_BYTES;
        long until = RecordTable.until(block, at);
        if (until == 0) {
          continue;
        }
        if (RecordTable.isWhole(block, at)) {
          count = count.with(until, true);
          visitor.visit(RecordTable.key(block, at), until);
        } else {
          broken++;
        }
      }
    }
    return new TableScan(count, broken, true);
  }
}
