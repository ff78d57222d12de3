package io.groqwebhooks.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Collects results of rounds and tells their medians. */
final class Report {

  private record Row(String load, String server) {}

  private final Map<Row, List<Load.Result>> results = new LinkedHashMap<>();

  void add(String load, String server, Load.Result result) {
    results.computeIfAbsent(new Row(load, server), added -> new ArrayList<>()).add(result);
  }

  double median(String load, String server, ToDoubleFunction<Load.Result> figure) {
    return median(results.getOrDefault(new Row(load, server), List.of()), figure);
  }

  private static double median(List<Load.Result> results, ToDoubleFunction<Load.Result> figure) {
    return median(results.stream().map(figure::applyAsDouble).toList());
  }

  /** The middle one, or no number where there are none. */
  static double median(List<Double> figures) {
    return figures.isEmpty()
        ? Double.NaN
        : figures.stream().sorted().toList().get(figures.size() / 2);
  }

  /** A line for each load and server; ratios are to what one of them answers a second. */
  String table(String floorLoad, String floor) {
    StringBuilder table =
        new StringBuilder(
            String.format(
                "%-22s %-24s %8s %6s %9s %9s %9s %9s%n",
                "load", "server", "req/s", "ratio", "p50 ms", "p99 ms", "p99.9 ms", "CPU us"));
    results.forEach(
        (row, rounds) ->
            table.append(
                String.format(
                    Locale.ROOT,
                    "%-22s %-24s %8.0f %6.2f %9.2f %9.2f %9.2f %9.0f%n",
                    row.load(),
                    row.server(),
                    median(rounds, Load.Result::perSecond),
                    median(rounds, Load.Result::perSecond)
                        / median(floorLoad, floor, Load.Result::perSecond),
                    median(rounds, percentile(50)),
                    median(rounds, percentile(99)),
                    median(rounds, percentile(99.9)),
                    median(rounds, Load.Result::cpuMicros))));
    return table.toString();
  }

  static ToDoubleFunction<Load.Result> percentile(double percentile) {
    return result -> result.latencies().getValueAtPercentile(percentile) / 1000.0;
  }
}
