package io.groqwebhooks.claim.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the file of a {@link RecordTable} says of itself.
 *
 * @param reached the records that have reached the disk, at least
 * @param closed whether these are all records
 */
record TableHeader(int slots, RecordCount reached, boolean closed) {

  private static final long MAGIC =
      ByteBuffer.wrap("records1".getBytes(StandardCharsets.US_ASCII)).getLong();

  private static final int BYTES = 7 * Long.BYTES;

  TableHeader with(RecordCount count, boolean last) {
    return new TableHeader(slots, count, last);
  }

  void write(FileChannel channel) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(MAGIC)
            .putLong(slots)
            .putLong(reached.records())
            .putLong(reached.first())
            .putLong(reached.last())
            .putLong(closed ? 1 : 0);
    channel.write(bytes.putLong(Checksum.of(bytes, 0, BYTES - Long.BYTES)).flip(), 0);
  }

  /** Returns null where there is no header, or a damaged one. */
  static @Nullable TableHeader read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    RecordTable.read(channel, bytes, 0);
    if (bytes.hasRemaining()
        || bytes.getLong(0) != MAGIC
        || bytes.getLong(BYTES - Long.BYTES) != Checksum.of(bytes, 0, BYTES - Long.BYTES)) {
      return null;
    }
    bytes.position(Long.BYTES);
    int slots = (int) bytes.getLong();
    return new TableHeader(
        slots,
        new RecordCount(bytes.getLong(), bytes.getLong(), bytes.getLong()),
        bytes.getLong() == 1);
  }
}
