package io.groqwebhooks.console;

import io.groqwebhooks.deadletter.DeadLetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Dead letters for scripts. */
final class LetterApi {

  private static final int ROWS = 50;
  private static final int MOST_ROWS = 200;

  private final DeadLetters letters;

  LetterApi(DeadLetters letters) {
    this.letters = letters;
  }

  /** The newest of those that are looked for. */
  Map<String, @Nullable Object> list(Parameters parameters) {
    LetterFilter filter = LetterFilter.of(parameters);
    int skip = parameters.number("skip", 0, 0, Meant.MOST);
    int limit = parameters.number("limit", ROWS, 1, MOST_ROWS);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    String elsewhere = letters.elsewhere();
    answer.put("elsewhere", elsewhere);
    DeadLetters.Listed listed =
        elsewhere == null
            ? letters.list(filter, skip, limit)
            : new DeadLetters.Listed(0, 0, List.of(), null, Mark.all(Instant.EPOCH));
    answer.put("count", listed.count());
    answer.put("backTo", listed.backTo() == null ? null : listed.backTo().toString());
    answer.put("mark", listed.mark().text());
    answer.put("deadLetters", listed.newest().stream().map(LetterApi::map).toList());
    return answer;
  }

  /** Sends them once more. */
  Map<String, @Nullable Object> replay(Parameters parameters) {
    Meant meant = meant(parameters, parameters.number("count", Meant.MOST, 1, Meant.MOST));
    return map(letters.replay(meant), "accepted");
  }

  /** Removes them. How many are meant has to be said, as a person is asked. */
  Map<String, @Nullable Object> discard(Parameters parameters) {
    Meant meant = meant(parameters, parameters.number("count", 1, Meant.MOST));
    return map(letters.discard(meant), "discarded");
  }

  private static Meant meant(Parameters parameters, int count) {
    Mark mark = Objects.requireNonNullElseGet(Mark.of(parameters), () -> Mark.all(Instant.now()));
    Meant meant = new Meant(LetterFilter.of(parameters), mark, count);
    parameters.allow(meant.parameters().keySet());
    return meant;
  }

  private static Map<String, @Nullable Object> map(DeadLetters.Round round, String done) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put(done, round.accepted());
    answer.put("failed", round.failed());
    answer.put("mark", round.mark() == null ? null : round.mark().text());
    List<Map<String, Object>> results = new ArrayList<>();
    for (DeadLetters.Result result : round.results()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("file", result.name());
      each.put(done, result.accepted());
      each.put("answer", result.text());
      results.add(each);
    }
    answer.put("results", results);
    return answer;
  }

  private static Map<String, @Nullable Object> map(LetterFile.Found found) {
    DeadLetter letter = found.letter();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("file", found.name());
    map.put("keptAt", found.at().toString());
    if (letter == null) {
      map.put("problem", found.problem());
      return map;
    }
    map.put("source", letter.source());
    map.put("id", letter.id());
    map.put("type", letter.type());
    map.put("subject", letter.subject());
    map.put("receivedAt", letter.receivedAt());
    map.put("failedAt", letter.failedAt());
    map.put("errorClass", letter.errorClass());
    map.put("errorMessage", letter.errorMessage());
    map.put("attempts", letter.attempts());
    map.put("size", found.size());
    return map;
  }
}
