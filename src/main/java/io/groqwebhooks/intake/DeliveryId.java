package io.groqwebhooks.intake;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Identifiers of deliveries, in the order of time whichever replica makes them. Each is also a
 * positive number in the same order, which databases keep and find more quickly: the time in
 * milliseconds, a number at random of the process, and a count. Safe for use by several threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562, UUID version 7</a>
 */
public final class DeliveryId {

  private static final int PROCESS_BITS = 9;
  private static final int COUNT_BITS = 12;
  private static final int TAIL_BITS = PROCESS_BITS + COUNT_BITS;
  private static final long TAIL = (1L << TAIL_BITS) - 1;

  // Of a UUID's two halves, the first ends in 16 bits behind the time: the version, and 12 bits of
  // the tail. The second begins with the variant and the rest of the tail.
  private static final int TIME_SHIFT = 16;
  private static final long VERSION = 7L << 12;
  private static final long VARIANT = 2L << 62;
  private static final int FIRST_HALF_BITS = 12;
  private static final int SECOND_HALF_BITS = TAIL_BITS - FIRST_HALF_BITS;
  private static final int SECOND_HALF_SHIFT = 62 - SECOND_HALF_BITS;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static volatile int process = RANDOM.nextInt(1 << PROCESS_BITS);
  private static final AtomicInteger COUNT = new AtomicInteger();

  private DeliveryId() {}

  /**
   * A new identifier.
   *
   * @param millis when the delivery came, in Unix milliseconds
   */
  public static UUID next(long millis) {
    int count = COUNT.getAndIncrement() & ((1 << COUNT_BITS) - 1);
    return of(number(millis) | ((long) process << COUNT_BITS) | count);
  }

  /** Another process was found to make the same ones. */
  public static void anotherProcess() {
    process = RANDOM.nextInt(1 << PROCESS_BITS);
  }

  /** The identifier that is that number, too. */
  public static UUID of(long number) {
    long tail = number & TAIL;
    return new UUID(
        (millis(number) << TIME_SHIFT) | VERSION | (tail >>> SECOND_HALF_BITS),
        VARIANT | ((tail & ((1L << SECOND_HALF_BITS) - 1)) << SECOND_HALF_SHIFT));
  }

  /** The number that the identifier is, too. */
  public static long number(UUID id) {
    long first = id.getMostSignificantBits() & ((1L << FIRST_HALF_BITS) - 1);
    long second =
        (id.getLeastSignificantBits() >>> SECOND_HALF_SHIFT) & ((1L << SECOND_HALF_BITS) - 1);
    return number(id.getMostSignificantBits() >>> TIME_SHIFT)
        | (first << SECOND_HALF_BITS)
        | second;
  }

  /** The number that is before all of that time, in Unix milliseconds, and after those before. */
  public static long number(long millis) {
    return millis << TAIL_BITS;
  }

  /** When the delivery of that number came, in Unix milliseconds. */
  public static long millis(long number) {
    return number >>> TAIL_BITS;
  }
}
