package io.groqwebhooks.console;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Counts wrong passwords by the address that they come from, of a bounded number of addresses. Safe
 * for use by several threads.
 */
final class WrongTries {

  /** What became of a try. */
  enum Result {
    RIGHT,
    WRONG,
    /** Not even looked at. */
    TOO_MANY
  }

  private static final int MOST = 10;
  private static final int ADDRESSES = 1000;
  private static final long SPAN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int GROUPS_OF_IPV6 = 4;

  private record Tries(long begunAt, int count) {}

  private final Map<String, Tries> byClient = new LinkedHashMap<>();

  /** Tries, unless there were too many wrong tries from there within the last minute. */
  synchronized Result attempt(String address, long now, BooleanSupplier right) {
    String client = client(address);
    Tries before = byClient.get(client);
    if (before != null && now - before.begunAt() > SPAN_NANOS) {
      byClient.remove(client);
      before = null;
    }
    if (before != null && before.count() >= MOST) {
      return Result.TOO_MANY;
    }
    if (right.getAsBoolean()) {
      return Result.RIGHT;
    }
    if (before == null && byClient.size() >= ADDRESSES) {
      // The one that began first.
      byClient.remove(byClient.keySet().iterator().next());
    }
    byClient.put(
        client,
        before == null ? new Tries(now, 1) : new Tries(before.begunAt(), before.count() + 1));
    return Result.WRONG;
  }

  /** One client has an address of IPv4, or all that begin with the same 64 bits of IPv6. */
  private static String client(String address) {
    int end = -1;
    for (int group = 0; group < GROUPS_OF_IPV6; group++) {
      end = address.indexOf(':', end + 1);
      if (end < 0) {
        return address;
      }
    }
    return address.substring(0, end);
  }
}
