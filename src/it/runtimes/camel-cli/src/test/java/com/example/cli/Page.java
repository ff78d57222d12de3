package com.example.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the page on embedding tells people to write who have the Camel CLI. */
final class Page {

  private static final String SECTION = section();

  private Page() {}

  private static String section() {
    try {
      Matcher section =
          Pattern.compile("^## On the Camel CLI$(.*?)(^## |\\z)", Pattern.DOTALL | Pattern.MULTILINE)
              .matcher(Files.readString(Path.of(System.getProperty("page"))));
      if (!section.find()) {
        throw new AssertionError("no such section on the page");
      }
      return section.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The route. */
  static String route() {
    return blocks("yaml").get(0);
  }

  /** The only command that begins with these words, without its first word. */
  static List<String> command(String words) {
    List<String> found =
        blocks("sh").stream()
            .flatMap(block -> block.replace("\\\n", " ").lines())
            .filter(line -> line.startsWith(words))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError("commands " + words + " on the page: " + found);
    }
    List<String> command = List.of(found.get(0).split(" +"));
    return command.subList(1, command.size());
  }

  private static List<String> blocks(String language) {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(SECTION)
        .results()
        .map(block -> block.group(1))
        .toList();
  }
}
