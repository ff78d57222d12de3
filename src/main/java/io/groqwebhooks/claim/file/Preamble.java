package io.groqwebhooks.claim.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a file begins with: eight letters that say what kind of file it is, numbers, and a checksum
 * of both. Immutable.
 */
final class Preamble {

  private final long kind;
  private final int numbers;

  /**
   * The beginning of files of a kind.
   *
   * @param kind eight letters
   * @param numbers how many numbers follow
   */
  Preamble(String kind, int numbers) {
    this.kind = ByteBuffer.wrap(kind.getBytes(StandardCharsets.US_ASCII)).getLong();
    this.numbers = numbers;
  }

  int bytes() {
    return checksumAt() + Long.BYTES;
  }

  private int checksumAt() {
    return (1 + numbers) * Long.BYTES;
  }

  void write(FileChannel channel, long... values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(bytes()).putLong(kind);
    for (long value : values) {
      bytes.putLong(value);
    }
    channel.write(bytes.putLong(Checksum.of(bytes, 0, checksumAt())).flip(), 0);
  }

  /** Returns the numbers, or null where the file does not begin so, or is damaged there. */
  @Nullable LongBuffer read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(bytes());
    RecordTable.read(channel, bytes, 0);
    return bytes.hasRemaining()
            || bytes.getLong(0) != kind
            || bytes.getLong(checksumAt()) != Checksum.of(bytes, 0, checksumAt())
        ? null
        : bytes.slice(Long.BYTES, numbers * Long.BYTES).asLongBuffer();
  }
}
