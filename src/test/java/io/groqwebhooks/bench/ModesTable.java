package io.groqwebhooks.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Tells what each mode can do, as a table of Markdown. */
final class ModesTable {

  private static final String HEAD =
      """
      | (of the first) | accepted/s | handled/s | p99 at half of its most | CPU each | of Redis, Kafka | resident |
      | --- | --- | --- | --- | --- | --- | --- |
      """;

  private final Report report;
  private final String full;
  private final String half;
  private final String first;
  private final StringBuilder table = new StringBuilder(HEAD);

  /**
   * A table without rows.
   *
   * @param full the load under which a mode does as much as it can
   * @param half the load of half as much
   * @param first the mode to which ratios are
   */
  ModesTable(Report report, String full, String half, String first) {
    this.report = report;
    this.full = full;
    this.half = half;
    this.first = first;
  }

  ModesTable add(Server server) {
    String mode = server.name();
    row(
        mode,
        ratio("%,.0f", mode, Load.Result::perSecond),
        ratio("%,.0f", mode, Load.Result::handledPerSecond),
        format("%.1f ms", report.median(half, mode, Report.percentile(99))),
        ratio("%.0f us", mode, Load.Result::cpuMicros),
        format("%.0f us", report.median(full, mode, Load.Result::cpuMicrosOfOthers)),
        server.residentMemory() + " MiB");
    return this;
  }

  /** What the disk allows. */
  ModesTable add(String name, double perSecond) {
    double of = report.median(full, first, Load.Result::perSecond);
    row(name, format("%,.0f (%.2f)", perSecond, perSecond / of), "", "", "", "", "");
    return this;
  }

  private String ratio(String format, String mode, ToDoubleFunction<Load.Result> figure) {
    double value = report.median(full, mode, figure);
    return format(format + " (%.2f)", value, value / report.median(full, first, figure));
  }

  private void row(String... cells) {
    table.append("| ").append(String.join(" | ", List.of(cells))).append(" |\n");
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
