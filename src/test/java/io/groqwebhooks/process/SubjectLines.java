package io.groqwebhooks.process;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What handlers did with the events of each subject, whose ids are {@code <subject>-<number>},
 * numbered in the order in which they were accepted.
 */
record SubjectLines(Map<String, List<Evidence.Line>> bySubject) {

  /** Sorts lines, which are in the order in which things happened. */
  static SubjectLines of(List<Evidence.Line> lines) {
    return new SubjectLines(
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    line -> subject(line.eventId()), TreeMap::new, Collectors.toList())));
  }

  static String id(String subject, int number) {
    return "%s-%05d".formatted(subject, number);
  }

  static String subject(String id) {
    return id.substring(0, id.lastIndexOf('-'));
  }

  /** The events that were handled, once or more. */
  Set<String> handled() {
    return bySubject.values().stream()
        .flatMap(List::stream)
        .filter(line -> line.step().equals("effect"))
        .map(Evidence.Line::eventId)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The lines that are out of order: anything that an event's handler did when one of a later event
   * of its subject had begun.
   */
  List<Evidence.Line> outOfOrder() {
    List<Evidence.Line> wrong = new ArrayList<>();
    for (List<Evidence.Line> lines : bySubject.values()) {
      String latest = "";
      for (Evidence.Line line : lines) {
        if (line.eventId().compareTo(latest) < 0) {
          wrong.add(line);
        } else {
          latest = line.eventId();
        }
      }
    }
    wrong.sort(Comparator.comparing(Evidence.Line::time));
    return wrong;
  }
}
