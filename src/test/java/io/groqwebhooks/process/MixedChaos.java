package io.groqwebhooks.process;

import io.groqwebhooks.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Events of all kinds: whose handlers are quick, slow, fail by chance, or always. */
abstract class MixedChaos extends Chaos {

  static final Duration LEASE = Duration.ofSeconds(3);

  /** Longer than any handler, any lease, and any wait for a redelivery. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  /** What each event has for its data. */
  String data = "{}";

  /** Starts one more receiver, whose handlers leave evidence. */
  final void addMixedReceiver(String name, UnaryOperator<ReceiverProcess.Setup> setup)
      throws IOException {
    addMixedReceiver(name, folder.resolve(name).resolve("data"), setup);
  }

  /** The same, whose folder {@code data} is seen from here as that one. */
  final void addMixedReceiver(String name, Path data, UnaryOperator<ReceiverProcess.Setup> setup)
      throws IOException {
    String lease = "--webhooks.claims.lease=" + LEASE.toMillis() + "ms";
    addReceiver(
        name,
        data,
        unset -> setup.apply(unset.handlers("chaos-handlers.camel.yaml").arguments(lease)));
  }

  /** Starts two of them, A and B. */
  final void addTwoMixedReceivers(UnaryOperator<ReceiverProcess.Setup> setup) throws IOException {
    for (String name : List.of("A", "B")) {
      addMixedReceiver(name, setup);
    }
  }

  /** With claims there, and with a broker there. */
  static UnaryOperator<ReceiverProcess.Setup> on(RedisProcess redis, String brokerUrl) {
    return setup ->
        setup
            .redis(redis)
            .arguments(
                "--spring.profiles.active=queue",
                "--spring.artemis.mode=native",
                "--spring.artemis.broker-url=" + brokerUrl);
  }

  /** Sends the events while these faults happen, and has them all kept. */
  final ChaosReport run(
      String title, int count, double eventsPerSecond, Faults faults, LongSupplier queued)
      throws Exception {
    Instant begun = Instant.now();
    List<Provider.Event> events = events(count);
    Provider provider = new Provider(receivers, eventsPerSecond);
    faults.begin();
    boolean allAcknowledged = provider.send(events, random, Duration.ofMinutes(8));
    endFaults(faults);
    Evidence evidence = settle(queued);
    List<Duration> stops = stopReceivers();
    ChaosReport report =
        new ChaosReport(
            title + ", seed " + SEED,
            events,
            provider.deliveries(),
            evidence,
            faults.all(),
            kills(),
            Duration.between(begun, Instant.now()));
    print(report.text());
    print(
        "  all settled with the sender: %s, still queued: %d, last stops took %s, trouble: %s%n"
            .formatted(allAcknowledged, queued.getAsLong(), stops, faults.failures()));
    printTimelines(report, report.examples());
    assertKept(report, faults, allAcknowledged);
    return report;
  }

  /** Some events of each kind of handler; some are delivered twice, at once or later. */
  private List<Provider.Event> events(int count) {
    List<Provider.Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(100);
      String type =
          kind < 65
              ? "chaos.quick"
              : kind < 83
                  ? "chaos.slow"
                  : kind < 86 ? "chaos.long" : kind < 97 ? "chaos.flaky" : "chaos.broken";
      Provider.Event event =
          new Provider.Event(String.format("evt_%05d_%s", i, type.substring(6)), type, data);
      events.add(event);
      // Two deliveries of an event that takes long meet most often.
      if (random.nextInt(type.equals("chaos.long") ? 2 : 10) == 0) {
        events.add(Math.max(0, events.size() - random.nextInt(100)), event);
      }
    }
    return events;
  }

  /**
   * Waits until nothing is queued and handlers have left nothing new for a while, or nothing moves
   * although something is queued.
   */
  private Evidence settle(LongSupplier queued) throws InterruptedException {
    Instant limit = Instant.now().plus(Duration.ofMinutes(5));
    Evidence evidence = Evidence.of(receivers);
    Instant changed = Instant.now();
    while (Instant.now().isBefore(limit)
        && changed.plus(queued.getAsLong() == 0 ? QUIET : STALL).isAfter(Instant.now())) {
      TimeUnit.MILLISECONDS.sleep(500);
      Evidence now = Evidence.of(receivers);
      if (!now.equals(evidence)) {
        evidence = now;
        changed = Instant.now();
      }
    }
    return evidence;
  }
}
