package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Measures what senders notice when a part of a cluster fails: two receivers take forty events a
 * second meanwhile. Each measurement is a line of a table, which is printed, and is in {@code
 * target/failover-report.txt}.
 */
final class Failover implements AutoCloseable {

  /** Something that is done to a cluster. */
  interface Step {
    void run() throws Exception;
  }

  /**
   * What came of one fault.
   *
   * @param outage how long after it deliveries came that were refused
   * @param refused how many were, the mending included
   * @param forgotten accepted events that the claim store does not know as done
   * @param twice events whose handler had its effect twice, after all were delivered once more
   */
  record Result(Duration outage, int refused, long forgotten, long twice) {}

  private static final Path REPORT = Path.of("target", "failover-report.txt");
  private static final Duration CALM = Duration.ofSeconds(5);

  private final List<Path> folders = new ArrayList<>();
  private final List<ReceiverProcess> receivers = new ArrayList<>();
  private final Function<Collection<String>, Long> forgotten;
  private final Callable<Boolean> drained;

  /**
   * Measures without receivers at first.
   *
   * @param forgotten how many of these events, by their identifiers, are not recorded as done
   * @param drained whether nothing waits for its handler
   */
  Failover(Function<Collection<String>, Long> forgotten, Callable<Boolean> drained) {
    this.forgotten = forgotten;
    this.drained = drained;
  }

  /** Starts one more receiver, with these arguments. */
  Failover receiver(Path folder, ReceiverProcess.Setup setup) {
    folders.add(folder);
    receivers.add(
        setup
            .handlers("chaos-handlers.camel.yaml")
            .environment("TZ", "UTC")
            .arguments("--chaos.incarnation=" + folder.getFileName())
            .start());
    return this;
  }

  /** Counts what is handled by a receiver in that folder, too, which gets no deliveries. */
  void alsoHandlesIn(Path folder) {
    folders.add(folder);
  }

  /**
   * Harms the cluster under load, waits until nothing is refused any more, and mends it.
   *
   * @param mend returns when the cluster is whole again
   */
  Result measure(String what, Step harm, Step mend) throws Exception {
    return measure(what, "chaos.quick", 25, harm, mend);
  }

  /** The same with events of that type, one in so many milliseconds. */
  Result measure(String what, String type, int everyMillis, Step harm, Step mend) throws Exception {
    String prefix = what.replaceAll("[^A-Za-z0-9]+", "-") + "-" + System.nanoTime();
    List<SignedSender> senders = receivers.stream().map(ReceiverProcess::sender).toList();
    try (FailoverLoad load = new FailoverLoad(senders, prefix, type, everyMillis)) {
      load.awaitAccepted(80);
      Instant harmed = Instant.now();
      harm.run();
      load.awaitCalm(harmed, CALM);
      Duration outage = load.outageSince(harmed);
      Instant mended = Instant.now();
      mend.run();
      load.awaitCalm(mended, CALM);
      load.end();
      int refused = load.refusedSince(harmed).size();
      load.deliverRefused();
      return result(what, load, outage, refused);
    }
  }

  private Result result(String what, FailoverLoad load, Duration outage, int refused) {
    Set<String> accepted = load.accepted();
    Handling.soon()
        .untilAsserted(
            () -> assertThat(accepted).as("accepted, not handled").isSubsetOf(effects().keySet()));
    awaitDrained();
    long unknown = forgotten.apply(accepted);
    load.deliverAgain();
    load.deliverRefused();
    awaitDrained();
    Map<String, Long> effects = effects();
    Result result =
        new Result(
            outage, refused, unknown, accepted.stream().filter(id -> effects.get(id) > 1).count());
    print(
        String.format(
            Locale.ROOT,
            "| %s | %.1f | %d of %d | %d | %d |",
            what,
            outage.toMillis() / 1000.0,
            refused,
            accepted.size(),
            unknown,
            result.twice));
    return result;
  }

  private void awaitDrained() {
    Awaitility.await("an empty queue")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(drained);
  }

  /** How often each event had its effect. */
  private Map<String, Long> effects() {
    return folders.stream()
        .flatMap(folder -> Evidence.lines(folder).stream())
        .filter(line -> line.step().equals("effect"))
        .collect(Collectors.groupingBy(Evidence.Line::eventId, Collectors.counting()));
  }

  static void print(String line) {
    System.out.println(line);
    try {
      Files.writeString(REPORT, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The head of the table. */
  static void head(String title) {
    print("");
    print(title);
    print("| fault | s until accepted | refused | forgotten | handled twice |");
    print("| --- | --- | --- | --- | --- |");
  }

  @Override
  public void close() {
    receivers.forEach(ReceiverProcess::close);
  }
}
