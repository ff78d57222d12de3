package io.groqwebhooks.process;

import io.groqwebhooks.testing.RedisProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sends thousands of events while everything that can crash does: {@code mvn -Pchaos verify}, with
 * {@code -Dchaos.events} and {@code -Dchaos.seed}. What was acknowledged has to be handled or
 * parked, and once.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ChaosRun extends Chaos {

  private static final int EVENTS = Integer.getInteger("chaos.events", 3000);
  private static final Duration LEASE = Duration.ofSeconds(3);

  /** Longer than any handler, any lease, and any wait for a redelivery. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  @Test
  void replicasOnOneRedisAndOneBrokerLoseNothing() throws Exception {
    RedisProcess redis = owned(RedisProcess.durable(folder.resolve("redis")));
    BrokerProcess broker = owned(BrokerProcess.artemis(folder.resolve("broker"), QUEUE).started());
    for (String name : List.of("A", "B")) {
      addChaosReceiver(
          name,
          setup ->
              setup
                  .redis(redis)
                  .arguments(
                      "--spring.profiles.active=queue",
                      "--spring.artemis.mode=native",
                      "--spring.artemis.broker-url=" + broker.url()));
    }
    Faults faults =
        faults(1000, 4000)
            .add("paused", "Redis", 4, Harms.pause(redis))
            .add("killed", "Redis", 3, Harms.restart(redis))
            .add("killed", "broker", 3, Harms.restart(broker));
    run("Two receivers, one Redis, one broker", EVENTS, 25, faults, () -> broker.messages(QUEUE));
  }

  @Test
  void oneReceiverThatHandlesInTheRequestLosesNothing() throws Exception {
    runAlone("One receiver on its defaults, handling in the request");
  }

  @Test
  void oneReceiverWithItsOwnBrokerLosesNothing() throws Exception {
    runAlone("One receiver with its own broker", "--spring.profiles.active=queue");
  }

  private void runAlone(String title, String... arguments) throws Exception {
    addChaosReceiver("A", setup -> setup.arguments(arguments));
    run(title, EVENTS / 3, 15, faults(4000, 10_000), () -> 0);
  }

  private void addChaosReceiver(String name, UnaryOperator<ReceiverProcess.Setup> setup)
      throws IOException {
    String lease = "--webhooks.claims.lease=" + LEASE.toMillis() + "ms";
    addReceiver(
        name, unset -> setup.apply(unset.handlers("chaos-handlers.camel.yaml").arguments(lease)));
  }

  private void run(
      String title, int count, double eventsPerSecond, Faults faults, LongSupplier queued)
      throws Exception {
    addEndsOfReceivers(faults);
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
          new Provider.Event(String.format("evt_%05d_%s", i, type.substring(6)), type);
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
