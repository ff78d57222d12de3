package io.groqwebhooks.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the receiver beside a bare echo route and a hand-written controller, in rounds that
 * alternate between them.
 */
class BenchRun {

  private static final String RECEIVER = "receiver, Redis";
  private static final String RECEIVER_LOCAL = "receiver, local file";

  private static final String CLOSED = "closed loop";

  /** What a server that has just started is asked, and one that is warm in comparison. */
  private static final int MODERATE_RATE = 500;

  private static final Path REPORT = Path.of("target/bench-report.txt");

  @TempDir private Path folder;
  private final Map<String, Duration> ready = new HashMap<>();
  private final Report report = new Report();

  @Test
  void measure() throws Exception {
    Files.deleteIfExists(REPORT);
    try (RedisProcess redis = RedisProcess.onFreePort();
        Fleet fleet = new Fleet(folder)) {
      fleet.warmGenerator(redis);
      Program echo = Program.echo(redis);
      start(fleet, Program.receiver(RECEIVER).claimsIn(redis));
      start(fleet, Program.receiver(RECEIVER_LOCAL));
      start(fleet, echo);
      start(fleet, Program.mvc(redis));
      double rate = Collections.min(fleet.warmUp().values()) / 2;
      for (int round = 1; round <= Fleet.ROUNDS; round++) {
        for (Server server : fleet.servers()) {
          measure(fleet.load(server), !server.name().equals(echo.name()), server.name(), rate);
        }
        Fleet.progress("round " + round + " of " + Fleet.ROUNDS);
      }
      tell(report.table(CLOSED, echo.name()) + processes(fleet));
    }
    tell(EventBenchmark.table());
    assertThat(REPORT).content().contains(RECEIVER, "both");
  }

  private void start(Fleet fleet, Program program) throws Exception {
    Server server = fleet.start(program);
    ready.put(server.name(), server.uptime());
    Duration first = Duration.ofSeconds(10);
    report.add(
        "first 10 s, " + MODERATE_RATE + "/s",
        server.name(),
        fleet.load(server).openLoop(Requests.Mix.GENUINE, first, MODERATE_RATE));
  }

  private void measure(Load load, boolean checks, String server, double rate) throws Exception {
    report.add(CLOSED, server, load.closedLoop(Requests.Mix.GENUINE, Fleet.EACH));
    for (double perSecond : new double[] {MODERATE_RATE, Math.floor(rate / 2), Math.floor(rate)}) {
      report.add(
          String.format("open loop, %.0f/s", perSecond),
          server,
          load.openLoop(Requests.Mix.GENUINE, Fleet.EACH, perSecond));
    }
    if (checks) {
      report.add("10 % twice, 5 % forged", server, load.closedLoop(Requests.Mix.MIXED, Fleet.EACH));
      report.add("forged", server, load.closedLoop(Requests.Mix.FORGED, Fleet.EACH));
    }
  }

  private String processes(Fleet fleet) {
    StringBuilder text = new StringBuilder();
    for (Server server : fleet.servers()) {
      text.append(
          String.format(
              "%-24s %d MiB resident, accepted its first event after %d ms%n",
              server.name(), server.residentMemory(), ready.get(server.name()).toMillis()));
    }
    return text.toString();
  }

  private static void tell(String table) throws IOException {
    String text = table + System.lineSeparator();
    Files.writeString(REPORT, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Fleet.progress(System.lineSeparator() + text);
  }
}
