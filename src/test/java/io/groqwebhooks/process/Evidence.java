package io.groqwebhooks.process;

import io.groqwebhooks.testing.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the handlers of the chaos run left in the folders of their receivers. */
record Evidence(List<Line> lines, Set<String> deadLetters) {

  /** A line of a handler: {@code begin} or {@code effect}. */
  record Line(String step, String eventId, String incarnation, Instant time) {}

  private static final Pattern LINE = Pattern.compile("(begin|effect) (\\S+) (\\S+) (\\d{17})\n");
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS");

  /** Reads what there is now. */
  static Evidence of(List<Replica> receivers) {
    List<Line> lines = new ArrayList<>();
    for (Replica receiver : receivers) {
      lines.addAll(lines(receiver.folder()));
    }
    return new Evidence(lines, deadLetters(receivers));
  }

  /** The ids of the events that receivers have given up. */
  static Set<String> deadLetters(List<Replica> receivers) {
    Set<String> deadLetters = new TreeSet<>();
    for (Replica receiver : receivers) {
      for (Path file : Handling.deadLetters(receiver.data().resolve("dead-letter"))) {
        Matcher id = ID.matcher(ChildProcess.read(file));
        if (id.find()) {
          deadLetters.add(id.group(1));
        }
      }
    }
    return deadLetters;
  }

  /** The lines of the file in the folder, in their order. */
  static List<Line> lines(Path folder) {
    List<Line> lines = new ArrayList<>();
    Path evidence = folder.resolve("evidence");
    if (Files.exists(evidence)) {
      Matcher matcher = LINE.matcher(ChildProcess.read(evidence));
      while (matcher.find()) {
        lines.add(
            new Line(
                matcher.group(1),
                matcher.group(2),
                matcher.group(3),
                LocalDateTime.parse(matcher.group(4), TIME).toInstant(ZoneOffset.UTC)));
      }
    }
    return lines;
  }
}
