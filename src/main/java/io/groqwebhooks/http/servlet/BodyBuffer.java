package io.groqwebhooks.http.servlet;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * A body as far as it has arrived. It takes memory for what came, not for what was announced. Not
 * thread-safe.
 */
final class BodyBuffer {

  private static final int INITIAL_SIZE = 4096;

  /** What a server may have received together with the headers. */
  private static final int ARRIVES_WITH_HEADERS = 8192;

  /** What reading has come to. */
  enum Progress {
    /** All that was there is read; more may come. */
    READING,
    WHOLE,
    TOO_LARGE,
    NO_MEMORY
  }

  private final IntPredicate reserve;
  private final int limit;
  private byte[] bytes = new byte[0];
  private int size;

  /**
   * An empty buffer.
   *
   * @param reserve takes memory for so many bytes more, if there is any
   * @param limit the largest body, in bytes
   */
  BodyBuffer(IntPredicate reserve, int limit) {
    this.reserve = reserve;
    this.limit = limit;
  }

  /** Reads what can be read without waiting. */
  Progress read(ServletInputStream in) throws IOException {
    while (in.isReady() && !in.isFinished()) {
      if (size == bytes.length && !grow(INITIAL_SIZE)) {
        return Progress.NO_MEMORY;
      }
      int count = in.read(bytes, size, bytes.length - size);
      if (count < 0) {
        break;
      }
      size += count;
      if (size > limit) {
        return Progress.TOO_LARGE;
      }
    }
    return Progress.READING;
  }

  /**
   * Reads what has arrived by now of a short body of this length, without waiting.
   *
   * @param length the announced length, or -1 if there is none
   */
  Progress readArrived(ServletInputStream in, int length) throws IOException {
    if (length < 0 || length > ARRIVES_WITH_HEADERS) {
      return Progress.READING;
    }
    if (!grow(length)) {
      return Progress.NO_MEMORY;
    }
    // A server may tell of one byte where there are more; a read gives all of them, and does not
    // wait where there is one.
    while (size < length && in.available() > 0) {
      int count = in.read(bytes, size, length - size);
      if (count < 0) {
        break;
      }
      size += count;
    }
    return size == length ? Progress.WHOLE : Progress.READING;
  }

  private boolean grow(int least) {
    // One byte more than the limit, so that one byte too many is seen.
    int length = Math.min(Math.max(least, 2 * bytes.length), limit + 1);
    if (!reserve.test(length - bytes.length)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, length);
    return true;
  }

  byte[] toByteArray() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /** Throws away what was read; who has reserved the memory gives it back. */
  void clear() {
    bytes = new byte[0];
    size = 0;
  }
}
