package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

  private static final Duration LEASE = Duration.ofSeconds(3);

  /** Longer than any handler, any lease, and any wait for a redelivery. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final Duration STALL = Duration.ofSeconds(60);

  private final Deque<AutoCloseable> processes = new ArrayDeque<>();
  private final Thread cleanup = new Thread(this::closeAll);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @BeforeEach
  void leaveNothingBehindWhenInterrupted() {
    Runtime.getRuntime().addShutdownHook(cleanup);
  }

  @AfterEach
  void end() {
    closeAll();
    Runtime.getRuntime().removeShutdownHook(cleanup);
  }

  private void closeAll() {
    while (!processes.isEmpty()) {
      try {
        processes.pop().close();
      } catch (Exception e) {
        System.err.println("Not ended: " + e);
      }
    }
  }

  private <T extends AutoCloseable> T owned(T process) {
    processes.push(process);
    return process;
  }

  @Test
  void replicasOnOneRedisAndOneBrokerLoseNothing() throws Exception {
    DurableRedis redis = owned(new DurableRedis(created("redis"), FreePort.find()));
    ChaosBroker broker = owned(new ChaosBroker(created("broker"), FreePort.find()));
    List<Replica> receivers = new ArrayList<>();
    for (String name : List.of("A", "B")) {
      receivers.add(
          owned(
              new Replica(
                  name,
                  created(name),
                  setup ->
                      common(setup)
                          .environment("REDIS_URL", redis.url())
                          .arguments(
                              "--spring.profiles.active=queue",
                              "--spring.artemis.mode=native",
                              "--spring.artemis.broker-url=" + broker.url()))));
    }
    Random random = new Random(SEED);
    Faults faults =
        owned(new Faults(new Random(random.nextLong()), millis(1000), millis(4000)))
            .add("paused", "Redis", 4, own -> pause(redis, own))
            .add("killed", "Redis", 3, own -> restart(redis, own))
            .add("killed", "broker", 3, own -> restart(broker, own));
    for (Replica receiver : receivers) {
      faults
          .add("killed", "receiver " + receiver.name(), 4, own -> kill(receiver, own))
          .add("stopped", "receiver " + receiver.name(), 1, own -> stop(receiver, own));
    }
    run(
        "Two receivers, one Redis, one broker",
        EVENTS,
        25,
        receivers,
        faults,
        random,
        broker::messages);
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
    Replica receiver =
        owned(new Replica("A", created("A"), setup -> common(setup).arguments(arguments)));
    Random random = new Random(SEED);
    Faults faults =
        owned(new Faults(new Random(random.nextLong()), millis(4000), millis(10_000)))
            .add("killed", "receiver A", 4, own -> kill(receiver, own))
            .add("stopped", "receiver A", 1, own -> stop(receiver, own));
    run(title, EVENTS / 3, 15, List.of(receiver), faults, random, () -> 0);
  }

  private static ReceiverProcess.Setup common(ReceiverProcess.Setup setup) {
    return setup
        .testHandlers()
        .file(
            "routes/groq-handlers.camel.yaml",
            read("src/test/resources/process/chaos-handlers.camel.yaml"))
        .arguments("--webhooks.claims.lease=" + LEASE.toMillis() + "ms");
  }

  private void run(
      String title,
      int count,
      double eventsPerSecond,
      List<Replica> receivers,
      Faults faults,
      Random random,
      LongSupplier queued)
      throws Exception {
    Instant begun = Instant.now();
    List<Provider.Event> events = events(count, random);
    Provider provider = new Provider(receivers, eventsPerSecond);
    faults.begin();
    boolean allAcknowledged = provider.send(events, random, Duration.ofMinutes(8));
    faults.end();
    for (Replica receiver : receivers) {
      if (!receiver.isAlive()) {
        receiver.start();
      }
    }
    Evidence evidence = settle(receivers, queued);
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
    List<String> details = new ArrayList<>();
    details.add(report.text());
    details.add(
        "  all settled with the sender: "
            + allAcknowledged
            + ", still queued: "
            + queued.getAsLong()
            + ", last stops took "
            + stops
            + ", trouble: "
            + faults.failures()
            + "\n");
    report.lost.stream().limit(5).forEach(id -> details.add(report.timeline(id, receivers)));
    report.inexcusable.stream()
        .limit(10)
        .forEach(id -> details.add(report.timeline(id, receivers)));
    print(String.join("\n", details));
    assertThat(report.lost).as("acknowledged, but neither handled nor parked").isEmpty();
    assertThat(report.inexcusable).as("handled twice, and not for a kill").isEmpty();
    assertThat(faults.failures()).as("failed restarts").isEmpty();
    assertThat(allAcknowledged).as("the sender came to an end with every event").isTrue();
  }

  /** Some events of each kind of handler; some are delivered twice, at once or later. */
  private static List<Provider.Event> events(int count, Random random) {
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
  private static Evidence settle(List<Replica> receivers, LongSupplier queued)
      throws InterruptedException {
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

  private static void kill(Replica receiver, Random random) throws Exception {
    receiver.kill();
    pause(random, 0, 2000);
    receiver.start();
  }

  private static void stop(Replica receiver, Random random) throws Exception {
    receiver.stop();
    pause(random, 0, 1000);
    receiver.start();
  }

  private static void pause(DurableRedis redis, Random random) throws Exception {
    redis.pause();
    try {
      pause(random, 1000, 4000);
    } finally {
      redis.resume();
    }
  }

  private static void restart(DurableRedis redis, Random random) throws Exception {
    redis.kill();
    pause(random, 0, 3000);
    redis.start();
  }

  private static void restart(ChaosBroker broker, Random random) throws Exception {
    broker.kill();
    pause(random, 0, 3000);
    broker.start();
  }

  private static void pause(Random random, long shortest, long longest)
      throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(Faults.between(random, millis(shortest), millis(longest)));
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private Path created(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void print(String text) throws IOException {
    System.out.println(text);
    Files.writeString(REPORT, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
