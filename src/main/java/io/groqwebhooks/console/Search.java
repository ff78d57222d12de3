package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.DeliveryFilter;
import io.groqwebhooks.deliveries.RecordedDelivery;
import io.groqwebhooks.intake.Outcome;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries a request asks for.
 *
 * @param filter which ones
 * @param before older than this one, or null for the newest
 * @param limit how many at most
 */
record Search(DeliveryFilter filter, @Nullable UUID before, int limit) {

  /** What may have become of a delivery. */
  static final List<String> OUTCOMES =
      Stream.concat(
              Stream.of(DeliveryFilter.NOT_ACCEPTED),
              Arrays.stream(Outcome.values()).map(Outcome::label))
          .toList();

  /**
   * What is found.
   *
   * @param shown no more than the limit
   * @param last the last of them if there are older ones, or null
   */
  record Found(List<RecordedDelivery> shown, @Nullable UUID last) {}

  static final int LONGEST_SOURCE = 255;
  static final int LONGEST_TYPE = 128;
  static final int LONGEST_EVENT = 256;
  private static final int MOST = 200;

  /**
   * @param otherwise how many at most, if it does not say
   * @throws ConsoleException if a parameter is wrong
   */
  static Search of(Parameters parameters, int otherwise) {
    String outcome = parameters.text("outcome", 32);
    if (outcome != null && !OUTCOMES.contains(outcome)) {
      throw ConsoleException.bad(
          "The parameter outcome must be one of: " + String.join(", ", OUTCOMES) + ".");
    }
    return new Search(
        new DeliveryFilter(
            parameters.text("source", LONGEST_SOURCE),
            outcome,
            parameters.text("type", LONGEST_TYPE),
            parameters.text("event", LONGEST_EVENT),
            parameters.time("from"),
            parameters.time("to")),
        parameters.id("before"),
        parameters.number("limit", otherwise, 1, MOST));
  }

  /**
   * What the log has.
   *
   * @throws ConsoleException if it does not answer
   */
  Found in(Log log) {
    // One more, to know whether there are older ones.
    List<RecordedDelivery> found = log.ask(queries -> queries.newest(filter, before, limit + 1));
    return found.size() > limit
        ? new Found(found.subList(0, limit), found.get(limit - 1).id())
        : new Found(found, null);
  }

  /** Whether it is narrowed at all. */
  boolean isNarrowed() {
    return !filter.equals(DeliveryFilter.ANY);
  }

  /**
   * The filter as a query, without {@code ?}.
   *
   * @param more names and values that are added, values of null excepted
   */
  String query(@Nullable Object... more) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("source", filter.source());
    all.put("outcome", filter.outcome());
    all.put("type", filter.type());
    all.put("event", filter.event());
    all.put("from", filter.from());
    all.put("to", filter.to());
    for (int i = 0; i < more.length; i += 2) {
      all.put(String.valueOf(more[i]), more[i + 1]);
    }
    return QueryText.of(all);
  }

  /** The time as the field of a form has it. */
  static @Nullable String field(@Nullable Instant time) {
    return time == null ? null : time.toString().replace("Z", "");
  }
}
