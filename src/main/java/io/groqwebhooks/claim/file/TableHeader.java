package io.groqwebhooks.claim.file;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * What the file of a {@link RecordTable} says of itself.
 *
 * @param reached the records that have reached the disk, at least
 * @param closed whether these are all records
 */
record TableHeader(int slots, RecordCount reached, boolean closed) {

  private static final Preamble PREAMBLE = new Preamble("records1", 5);

  TableHeader with(RecordCount count, boolean last) {
    return new TableHeader(slots, count, last);
  }

  void write(FileChannel channel) throws IOException {
    PREAMBLE.write(
        channel, slots, reached.records(), reached.first(), reached.last(), closed ? 1 : 0);
  }

  /** Returns null where there is no header, or a damaged one. */
  static @Nullable TableHeader read(FileChannel channel) throws IOException {
    LongBuffer numbers = PREAMBLE.read(channel);
    return numbers == null
        ? null
        : new TableHeader(
            (int) numbers.get(0),
            new RecordCount(numbers.get(1), numbers.get(2), numbers.get(3)),
            numbers.get(4) == 1);
  }
}
