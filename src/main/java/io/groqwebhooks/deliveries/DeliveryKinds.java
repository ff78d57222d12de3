package io.groqwebhooks.deliveries;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Numbers for what deliveries have in common, their source, outcome and event type: one index of
 * these in place of three of texts, which would cost each delivery twice as much. Safe for use by
 * several threads and replicas.
 */
final class DeliveryKinds {

  /** Stands for types that came after so many others. */
  static final String OTHER_TYPES = "*";

  private static final int MOST = 2000;

  private static final String FIND =
      "select kind from webhook_delivery_kind where source = ? and outcome = ? and event_type = ?";
  private static final String ADD =
      "insert into webhook_delivery_kind (source, outcome, event_type) values (?, ?, ?)";

  private record Kind(String source, String outcome, String type) {}

  private final Map<Kind, Integer> known = new ConcurrentHashMap<>();

  /**
   * The number of a kind, which is made if there is none. Not within a transaction: what that takes
   * back would be known here.
   *
   * @param type the event's type, or null if none is known
   */
  int of(String source, String outcome, @Nullable String type, JdbcTemplate jdbc) {
    Kind kind = new Kind(source, outcome, type == null ? "" : type);
    Integer number = known.get(kind);
    if (number != null) {
      return number;
    }
    if (known.size() >= MOST) {
      kind = new Kind(source, outcome, OTHER_TYPES);
    }
    return known.computeIfAbsent(kind, added -> findOrAdd(added, jdbc));
  }

  /** Asks the database again for all numbers, since it may have lost some. */
  void forget() {
    known.clear();
  }

  private static int findOrAdd(Kind kind, JdbcTemplate jdbc) {
    Integer number = find(kind, jdbc);
    if (number == null) {
      try {
        jdbc.update(ADD, kind.source(), kind.outcome(), kind.type());
      } catch (DuplicateKeyException e) {
        // Another replica was quicker.
      }
      number = find(kind, jdbc);
    }
    if (number == null) {
      throw new IllegalStateException("A kind of delivery was made, and is not there");
    }
    return number;
  }

  private static @Nullable Integer find(Kind kind, JdbcTemplate jdbc) {
    List<Integer> found =
        jdbc.queryForList(FIND, Integer.class, kind.source(), kind.outcome(), kind.type());
    return found.isEmpty() ? null : found.get(0);
  }
}
