package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the runs have in common that send events while everything that can crash does. Their reports
 * are printed, and are in {@code target/chaos-report.txt}.
 */
abstract class Chaos {

  static final long SEED = Long.getLong("chaos.seed", 20250101);

  /** The queue of a broker that is not a receiver's own. */
  static final String QUEUE = "groq-events";

  /** When nothing has moved for so long, nothing will. */
  static final Duration STALL = Duration.ofSeconds(60);

  private static final Path REPORT = Path.of("target", "chaos-report.txt");

  private final Deque<AutoCloseable> processes = new ArrayDeque<>();
  final List<Replica> receivers = new ArrayList<>();
  final Random random = new Random(SEED);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  /** The faults first, so that nothing is started again. */
  @AfterEach
  void end() throws Exception {
    while (!processes.isEmpty()) {
      processes.pop().close();
    }
  }

  final <T extends AutoCloseable> T owned(T process) {
    processes.push(process);
    return process;
  }

  /** Starts one more receiver, in a folder of its own. */
  final void addReceiver(String name, UnaryOperator<ReceiverProcess.Setup> setup)
      throws IOException {
    addReceiver(name, folder.resolve(name).resolve("data"), setup);
  }

  /** The same, whose folder {@code data} is seen from here as that one. */
  final void addReceiver(String name, Path data, UnaryOperator<ReceiverProcess.Setup> setup)
      throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    receivers.add(owned(new Replica(name, own, data, setup)));
  }

  /** Faults without any kind of them yet, with pauses in between. */
  final Faults faults(long shortestPauseMillis, long longestPauseMillis) {
    return owned(
        new Faults(
            new Random(random.nextLong()),
            Duration.ofMillis(shortestPauseMillis),
            Duration.ofMillis(longestPauseMillis)));
  }

  /** Has every receiver killed, and now and then stopped in order. */
  final void addEndsOfReceivers(Faults faults) {
    for (Replica receiver : receivers) {
      faults
          .add("killed", ChaosReport.RECEIVER + receiver.name(), 4, Harms.kill(receiver))
          .add("stopped", ChaosReport.RECEIVER + receiver.name(), 1, Harms.stop(receiver));
    }
  }

  /** Ends the faults, and returns when every receiver is ready. */
  final void endFaults(Faults faults) throws InterruptedException {
    faults.end();
    for (Replica receiver : receivers) {
      if (!receiver.isAlive()) {
        receiver.start();
      }
    }
  }

  /** Stops all receivers in order, and returns how long each took. */
  final List<Duration> stopReceivers() {
    return receivers.stream().map(Replica::stop).toList();
  }

  /** When incarnations of receivers were killed. */
  final Map<String, Instant> kills() {
    Map<String, Instant> kills = new HashMap<>();
    receivers.forEach(receiver -> kills.putAll(receiver.kills()));
    return kills;
  }

  /** Prints all that is known of these events. */
  final void printTimelines(ChaosReport report, List<String> events) throws IOException {
    for (String id : events) {
      print(report.timeline(id, receivers));
    }
  }

  static void assertKept(ChaosReport report, Faults faults, boolean allAcknowledged) {
    assertThat(report.lost).as("acknowledged, but neither handled nor parked").isEmpty();
    assertThat(report.inexcusable).as("handled twice, and not for a kill").isEmpty();
    assertThat(faults.failures()).as("failed restarts").isEmpty();
    assertThat(allAcknowledged).as("the sender came to an end with every event").isTrue();
  }

  static void print(String text) throws IOException {
    System.out.println(text);
    Files.writeString(REPORT, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
