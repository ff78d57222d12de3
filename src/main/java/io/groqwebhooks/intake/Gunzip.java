package io.groqwebhooks.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.IntPredicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a compressed body, as far as it may become: few bytes can be made into very many. How many
 * it says itself, at its end, and no more are taken.
 */
final class Gunzip {

  /** The header and the trailer of RFC 1952, section 2.3. */
  private static final int SHORTEST = 18;

  private final int largest;
  private final IntPredicate reserve;
  private byte[] plain = new byte[0];

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
    if (compressed.length < SHORTEST
        || (compressed[0] & 0xff) != 0x1f
        || (compressed[1] & 0xff) != 0x8b) {
      return Outcome.UNSUPPORTED_MEDIA_TYPE;
    }
    long said = 0;
    for (int i = 1; i <= 4; i++) {
      said = said << 8 | (compressed[compressed.length - i] & 0xff);
    }
    if (said > largest) {
      return Outcome.TOO_LARGE;
    }
    if (!reserve.test((int) said)) {
      return Outcome.OVERLOADED;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      byte[] bytes = in.readNBytes((int) said);
      if (bytes.length < said || in.read() >= 0) {
        return Outcome.UNSUPPORTED_MEDIA_TYPE;
      }
      plain = bytes;
      return null;
    } catch (IOException e) {
      // It is not compressed in that way, whatever its header says.
      return Outcome.UNSUPPORTED_MEDIA_TYPE;
    }
  }

  byte[] plain() {
    return plain;
  }
}
