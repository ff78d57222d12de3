package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.RedisProcess;
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
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends thousands of events while everything that can crash does: {@code mvn -Pchaos verify}, with
 * {@code -Dchaos.events} and {@code -Dchaos.seed}. What was acknowledged has to be handled or
 * parked, and once. The report is printed, and is in {@code target/chaos-report.txt}.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ChaosRun {

  private static final int EVENTS = Integer.getInteger("chaos.events", 3000);
  private static final long SEED = Long.getLong("chaos.seed", 20250101);
  private static final Path REPORT = Path.of("target", "chaos-report.txt");

  private static final String QUEUE = "groq-events";
  private static final Duration LEASE = Duration.ofSeconds(3);

  /** Longer than any handler, any lease, and any wait for a redelivery. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final Duration STALL = Duration.ofSeconds(60);

  private final Deque<AutoCloseable> processes = new ArrayDeque<>();
  private final List<Replica> receivers = new ArrayList<>();
  private final Random random = new Random(SEED);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  /** The faults first, so that nothing is started again. */
  @AfterEach
  void end() throws Exception {
    while (!processes.isEmpty()) {
      processes.pop().close();
    }
  }

  private <T extends AutoCloseable> T owned(T process) {
    processes.push(process);
    return process;
  }

  @Test
  void replicasOnOneRedisAndOneBrokerLoseNothing() throws Exception {
    RedisProcess redis = owned(RedisProcess.durable(folder.resolve("redis")));
    BrokerProcess broker = owned(BrokerProcess.artemis(folder.resolve("broker"), QUEUE).started());
    for (String name : List.of("A", "B")) {
      addReceiver(
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
    addReceiver("A", setup -> setup.arguments(arguments));
    run(title, EVENTS / 3, 15, faults(4000, 10_000), () -> 0);
  }

  private void addReceiver(String name, UnaryOperator<ReceiverProcess.Setup> setup)
      throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    String lease = "--webhooks.claims.lease=" + LEASE.toMillis() + "ms";
    receivers.add(
        owned(
            new Replica(
                name,
                own,
                unset ->
                    setup.apply(unset.handlers("chaos-handlers.camel.yaml").arguments(lease)))));
  }

  private Faults faults(long shortestPause, long longestPause) {
    Random own = new Random(random.nextLong());
    return owned(new Faults(own, millis(shortestPause), millis(longestPause)));
  }

  private void run(
      String title, int count, double eventsPerSecond, Faults faults, LongSupplier queued)
      throws Exception {
    for (Replica receiver : receivers) {
      faults
          .add("killed", "receiver " + receiver.name(), 4, Harms.kill(receiver))
          .add("stopped", "receiver " + receiver.name(), 1, Harms.stop(receiver));
    }
    Instant begun = Instant.now();
    List<Provider.Event> events = events(count);
    Provider provider = new Provider(receivers, eventsPerSecond);
    faults.begin();
    boolean allAcknowledged = provider.send(events, random, Duration.ofMinutes(8));
    faults.end();
    for (Replica receiver : receivers) {
      if (!receiver.isAlive()) {
        receiver.start();
      }
    }
    Evidence evidence = settle(queued);
    List<Duration> stops = new ArrayList<>();
    Map<String, Instant> kills = new HashMap<>();
    for (Replica receiver : receivers) {
      stops.add(receiver.stop());
      kills.putAll(receiver.kills());
    }
    ChaosReport report =
        new ChaosReport(
            title + ", seed " + SEED,
            events,
            provider.deliveries(),
            evidence,
            faults.all(),
            kills,
            Duration.between(begun, Instant.now()));
    print(report.text());
    print(
        "  all settled with the sender: %s, still queued: %d, last stops took %s, trouble: %s%n"
            .formatted(allAcknowledged, queued.getAsLong(), stops, faults.failures()));
    for (String id : report.examples()) {
      print(report.timeline(id, receivers));
    }
    assertThat(report.lost).as("acknowledged, but neither handled nor parked").isEmpty();
    assertThat(report.inexcusable).as("handled twice, and not for a kill").isEmpty();
    assertThat(faults.failures()).as("failed restarts").isEmpty();
    assertThat(allAcknowledged).as("the sender came to an end with every event").isTrue();
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

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static void print(String text) throws IOException {
    System.out.println(text);
    Files.writeString(REPORT, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
