package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.DeliveryFilter;
import io.groqwebhooks.intake.Outcome;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries a request asks for.
 *
 * @param filter which ones
 * @param before older than this one, or null for the newest
 * @param limit how many at most
 */
record Search(DeliveryFilter filter, @Nullable UUID before, int limit) {

  private static final int LONGEST_SOURCE = 255;
  private static final int LONGEST_TYPE = 128;
  private static final int LONGEST_EVENT = 256;
  private static final int MOST = 200;

  /**
   * @param otherwise how many at most, if it does not say
   * @throws ConsoleException if a parameter is wrong
   */
  static Search of(Parameters parameters, int otherwise) {
    String outcome = parameters.text("outcome", 32);
    if (outcome != null
        && Arrays.stream(Outcome.values()).noneMatch(each -> each.label().equals(outcome))) {
      throw ConsoleException.bad(
          "The parameter outcome must be one of: "
              + Arrays.stream(Outcome.values())
                  .map(Outcome::label)
                  .collect(Collectors.joining(", "))
              + ".");
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
    return all.entrySet().stream()
        .filter(each -> each.getValue() != null)
        .map(each -> each.getKey() + "=" + encoded(String.valueOf(each.getValue())))
        .collect(Collectors.joining("&"));
  }

  /** The time as the field of a form has it. */
  static @Nullable String field(@Nullable Instant time) {
    return time == null ? null : time.toString().replace("Z", "");
  }

  /** The text as a part of a path or of a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
