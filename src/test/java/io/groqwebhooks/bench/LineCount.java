package io.groqwebhooks.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * How many lines of a growing file hold a text. It reads each line once, which costs less than to
 * ask a server that is under load. For one thread.
 */
final class LineCount {

  private static final int AT_ONCE = 1 << 20;

  private final Path file;
  private final String text;
  private long read;
  private long count;

  LineCount(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  /** Counts those whose end has been written by now. */
  long now() {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[AT_ONCE];
      for (int whole = AT_ONCE; whole > 0; read += whole) {
        in.seek(read);
        int length = Math.max(in.read(bytes), 0);
        String lines = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        whole = lines.lastIndexOf('\n') + 1;
        count(lines.substring(0, whole));
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void count(String lines) {
    for (int at = lines.indexOf(text); at >= 0; at = lines.indexOf(text, at)) {
      count++;
      at = lines.indexOf('\n', at);
    }
  }
}
