package io.groqwebhooks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.stream.Stream;

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
    Set<String> deadLetters = new TreeSet<>();
    for (Replica receiver : receivers) {
      Path evidence = receiver.folder().resolve("evidence");
      if (Files.exists(evidence)) {
        Matcher matcher = LINE.matcher(read(evidence));
        while (matcher.find()) {
          lines.add(
              new Line(
                  matcher.group(1),
                  matcher.group(2),
                  matcher.group(3),
                  LocalDateTime.parse(matcher.group(4), TIME).toInstant(ZoneOffset.UTC)));
        }
      }
      for (Path file : list(receiver.folder().resolve("data/dead-letter"))) {
        if (file.toString().endsWith(".json")) {
          Matcher id = ID.matcher(read(file));
          if (id.find()) {
            deadLetters.add(id.group(1));
          }
        }
      }
    }
    return new Evidence(lines, deadLetters);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
