package io.groqwebhooks.console;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A value to choose from.
 *
 * @param value the value
 * @param chosen whether it is chosen
 */
record Choice(String value, boolean chosen) {

  /** These values, and the one that is chosen if it is another; null for none. */
  static List<Choice> all(Stream<String> values, @Nullable String chosen) {
    List<String> all = new ArrayList<>(values.toList());
    if (chosen != null && !all.contains(chosen)) {
      all.add(chosen);
    }
    return all.stream().map(each -> new Choice(each, each.equals(chosen))).toList();
  }
}
