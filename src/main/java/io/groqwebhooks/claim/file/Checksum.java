package io.groqwebhooks.claim.file;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Tells bytes that are as they were written from others. */
final class Checksum {

  private Checksum() {}

  static long of(ByteBuffer buffer, int from, int bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(buffer.slice(from, bytes));
    return checksum.getValue();
  }
}
