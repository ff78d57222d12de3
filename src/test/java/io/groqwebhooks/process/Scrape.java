package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a receiver told Prometheus at one time. */
record Scrape(List<Series> all) {

  /** A time series and its value. */
  record Series(String name, Map<String, String> labels, double value) {}

  private static final Pattern LINE = Pattern.compile("([\\w:]+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  static Scrape of(ReceiverProcess receiver) {
    String answer = receiver.observe("/metrics");
    assertThat(answer).startsWith("200 ");
    List<Series> all = new ArrayList<>();
    answer
        .substring(4)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(Scrape::read)
        .forEach(all::add);
    return new Scrape(all);
  }

  private static Series read(String line) {
    Matcher series = LINE.matcher(line);
    assertThat(series.matches()).as(line).isTrue();
    // Prometheus adds these two.
    Map<String, String> labels = new TreeMap<>(Map.of("job", "webhooks", "instance", "a"));
    if (series.group(2) != null) {
      Matcher label = LABEL.matcher(series.group(2));
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    return new Series(series.group(1), labels, Double.parseDouble(series.group(3)));
  }

  /** The value of the only series of that name with these labels. */
  double value(String name, Map<String, String> labels) {
    List<Series> found =
        all.stream()
            .filter(series -> series.name.equals(name))
            .filter(series -> series.labels.entrySet().containsAll(labels.entrySet()))
            .toList();
    assertThat(found).as("%s%s", name, labels).hasSize(1);
    return found.get(0).value;
  }

  int series() {
    return all.size();
  }
}
