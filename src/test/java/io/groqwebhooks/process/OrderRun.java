package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
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
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Sends thousands of events about some subjects, those of each in order, while receivers and
 * brokers are killed: {@code mvn -Pchaos verify}, with {@code -Dchaos.ordered} and {@code
 * -Dchaos.seed}. None may be lost, and none overtaken by a later one of its subject. The report is
 * printed, and is in {@code target/chaos-report.txt}.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class OrderRun {

  private static final int EVENTS = Integer.getInteger("chaos.ordered", 10_000);
  private static final long SEED = Long.getLong("chaos.seed", 20250101);
  private static final Path REPORT = Path.of("target", "chaos-report.txt");

  private static final int SUBJECTS = 50;
  private static final double EVENTS_PER_SECOND = 60;
  private static final String QUEUE = "groq-events";
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
  void oneReceiverWithItsOwnBrokerKeepsTheOrder() throws Exception {
    addReceiver("A", setup -> setup.arguments("--spring.profiles.active=queue"));
    run("One receiver with its own broker", faults(3000, 8000));
  }

  @Test
  void receiversOnArtemisKeepTheOrder() throws Exception {
    BrokerProcess broker = owned(BrokerProcess.artemis(folder.resolve("broker"), QUEUE).started());
    addReceivers(
        setup ->
            setup.arguments(
                "--spring.profiles.active=queue",
                "--spring.artemis.mode=native",
                "--spring.artemis.broker-url=" + broker.url()));
    run(
        "Two receivers on Artemis",
        faults(1000, 5000).add("killed", "broker", 1, Harms.restart(broker)));
  }

  @Test
  void receiversOnKafkaKeepTheOrder() throws Exception {
    // It tells all its settings whenever a client is made.
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.ERROR);
    BrokerProcess broker = owned(BrokerProcess.kafka(folder.resolve("broker")).started());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      admin.createTopics(List.of(new NewTopic(QUEUE, 8, (short) 1))).all().get();
    }
    addReceivers(
        setup ->
            setup.arguments(
                "--webhooks.queue.concurrency=4",
                "--groq.dispatch=kafka:%s?brokers=%s&sessionTimeoutMs=3000&heartbeatIntervalMs=500"
                    .formatted(QUEUE, broker.address())));
    run(
        "Two receivers on Kafka",
        faults(2000, 8000).add("killed", "broker", 1, Harms.restart(broker)));
  }

  private void addReceivers(UnaryOperator<ReceiverProcess.Setup> setup) throws IOException {
    RedisProcess redis = owned(RedisProcess.durable(folder.resolve("redis")));
    for (String name : List.of("A", "B")) {
      addReceiver(name, each -> setup.apply(each.redis(redis)));
    }
  }

  private void addReceiver(String name, UnaryOperator<ReceiverProcess.Setup> setup)
      throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    receivers.add(
        owned(
            new Replica(
                name,
                own,
                unset ->
                    setup.apply(
                        unset
                            .handlers("order-handlers.camel.yaml")
                            .arguments(
                                "--webhooks.sources.groq.event.subject=/data/about",
                                "--webhooks.claims.lease=3s",
                                "--webhooks.retry.delay=50ms",
                                "--order.evidence=" + folder)))));
  }

  private Faults faults(long shortestPauseMillis, long longestPauseMillis) {
    return owned(
        new Faults(
            new Random(random.nextLong()),
            Duration.ofMillis(shortestPauseMillis),
            Duration.ofMillis(longestPauseMillis)));
  }

  private void run(String title, Faults faults) throws Exception {
    for (Replica receiver : receivers) {
      faults
          .add("killed", "receiver " + receiver.name(), 4, Harms.kill(receiver))
          .add("stopped", "receiver " + receiver.name(), 1, Harms.stop(receiver));
    }
    Instant begun = Instant.now();
    List<List<Provider.Event>> sequences = sequences();
    Provider provider = new Provider(receivers, EVENTS_PER_SECOND);
    faults.begin();
    boolean allAcknowledged = provider.sendInOrder(sequences, random, Duration.ofMinutes(12));
    faults.end();
    for (Replica receiver : receivers) {
      if (!receiver.isAlive()) {
        receiver.start();
      }
    }
    settle();
    Map<String, Instant> kills = new HashMap<>();
    for (Replica receiver : receivers) {
      receiver.stop();
      kills.putAll(receiver.kills());
    }
    List<Evidence.Line> lines = Evidence.lines(folder);
    ChaosReport report =
        new ChaosReport(
            "Order: " + title + ", seed " + SEED,
            sequences.stream().flatMap(List::stream).toList(),
            provider.deliveries(),
            new Evidence(lines, Evidence.deadLetters(receivers)),
            faults.all(),
            kills,
            Duration.between(begun, Instant.now()));
    print(report.text());
    List<Evidence.Line> outOfOrder = SubjectLines.of(lines).outOfOrder();
    print(
        "  out of order in their subject      %d %s%n  trouble: %s%n"
            .formatted(
                outOfOrder.size(), outOfOrder.stream().limit(10).toList(), faults.failures()));
    for (String id : report.examples()) {
      print(report.timeline(id, receivers));
    }
    for (Evidence.Line line : outOfOrder.stream().limit(10).toList()) {
      print(report.timeline(line.eventId(), receivers));
    }
    assertThat(report.lost).as("acknowledged, but neither handled nor parked").isEmpty();
    assertThat(outOfOrder).as("overtaken by a later event of their subject").isEmpty();
    assertThat(report.inexcusable).as("handled twice, and not for a kill").isEmpty();
    assertThat(faults.failures()).as("failed restarts").isEmpty();
    assertThat(allAcknowledged).as("the sender came to an end with every event").isTrue();
  }

  /** Some events of each kind of handler; some come again when later ones have been accepted. */
  private List<List<Provider.Event>> sequences() {
    List<List<Provider.Event>> sequences = new ArrayList<>();
    for (int i = 0; i < SUBJECTS; i++) {
      String subject = "s%02d".formatted(i);
      List<Provider.Event> sequence = new ArrayList<>();
      for (int number = 0; number < EVENTS / SUBJECTS; number++) {
        int kind = random.nextInt(100);
        String type = kind < 90 ? "order.quick" : kind < 94 ? "order.slow" : "order.flaky";
        sequence.add(
            new Provider.Event(
                SubjectLines.id(subject, number), type, "{\"about\":\"" + subject + "\"}"));
        if (random.nextInt(20) == 0) {
          sequence.add(sequence.get(Math.max(0, sequence.size() - 1 - random.nextInt(10))));
        }
      }
      sequences.add(sequence);
    }
    return sequences;
  }

  /** Waits until every event was handled, or nothing has moved for a while. */
  private void settle() throws InterruptedException {
    int handled = 0;
    Instant changed = Instant.now();
    while (handled < EVENTS && changed.plus(STALL).isAfter(Instant.now())) {
      TimeUnit.MILLISECONDS.sleep(500);
      int now = SubjectLines.of(Evidence.lines(folder)).handled().size();
      if (now > handled) {
        handled = now;
        changed = Instant.now();
      }
    }
  }

  private static void print(String text) throws IOException {
    System.out.println(text);
    Files.writeString(REPORT, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
