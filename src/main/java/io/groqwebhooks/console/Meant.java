package io.groqwebhooks.console;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters with which something is to be done: no more than somebody has seen.
 *
 * @param filter which ones
 * @param mark of these, which ones
 * @param count of these, how many at most
 */
record Meant(LetterFilter filter, Mark mark, int count) {

  /** More than any folder holds. */
  static final int MOST = 10_000_000;

  /**
   * What a form of the console's says, which was made when they were seen.
   *
   * @throws ConsoleException if a parameter is missing or wrong
   */
  static Meant of(Parameters parameters) {
    Mark mark = Mark.of(parameters);
    if (mark == null) {
      throw ConsoleException.bad("The parameter mark must be one that was answered.");
    }
    return new Meant(LetterFilter.of(parameters), mark, parameters.number("count", 1, MOST));
  }

  /** The same behind what is done by now. */
  Meant behind(Mark next, int done) {
    return new Meant(filter, next, count - done);
  }

  /** As parameters; null is any. */
  Map<String, @Nullable Object> parameters() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(filter.parameters());
    all.put("mark", mark.text());
    all.put("count", count);
    return all;
  }
}
