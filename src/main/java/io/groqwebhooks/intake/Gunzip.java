package io.groqwebhooks.intake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntPredicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a compressed body, as far as it may become: few bytes can be made into very many. */
final class Gunzip {

  private static final int PIECE = 8192;

  private final int largest;
  private final IntPredicate reserve;
  private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

  /**
   * @param largest how many bytes may come of it
   * @param reserve takes memory for so many bytes more, if there is any
   */
  Gunzip(int largest, IntPredicate reserve) {
    this.largest = largest;
    this.reserve = reserve;
  }

  /** Reads the body; returns why it cannot be read, or null. */
  @Nullable Outcome read(byte[] compressed) {
    byte[] piece = new byte[PIECE];
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        if (plain.size() + count > largest) {
          return Outcome.TOO_LARGE;
        }
        if (!reserve.test(count)) {
          return Outcome.OVERLOADED;
        }
        plain.write(piece, 0, count);
      }
      return null;
    } catch (IOException e) {
      // It is not compressed in that way, whatever its header says.
      return Outcome.UNSUPPORTED_MEDIA_TYPE;
    }
  }

  byte[] plain() {
    return plain.toByteArray();
  }
}
