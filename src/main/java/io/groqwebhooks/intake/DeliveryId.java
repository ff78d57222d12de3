package io.groqwebhooks.intake;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Identifiers of deliveries, in the order of time whichever replica makes them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562, UUID version 7</a>
 */
public final class DeliveryId {

  private static final int TIME_SHIFT = 16;
  private static final long VERSION = 7L << 12;
  private static final long VARIANT = 2L << 62;
  private static final long LOWER_62_BITS = -1L >>> 2;
  private static final long LOWER_12_BITS = 0xFFF;

  private DeliveryId() {}

  /**
   * A new identifier.
   *
   * @param millis when the delivery came, in Unix milliseconds
   */
  public static UUID next(long millis) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(
        (millis << TIME_SHIFT) | VERSION | (random.nextLong() & LOWER_12_BITS),
        VARIANT | (random.nextLong() & LOWER_62_BITS));
  }

  /** What is before each identifier of that time and of later ones, and after all others. */
  public static UUID first(long millis) {
    return new UUID(millis << TIME_SHIFT, 0);
  }

  /** When the delivery came, in Unix milliseconds. */
  public static long millis(UUID id) {
    return id.getMostSignificantBits() >>> TIME_SHIFT;
  }
}
