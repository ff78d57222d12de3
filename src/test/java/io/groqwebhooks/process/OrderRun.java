package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.groqwebhooks.testing.RedisProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * Sends thousands of events about some subjects, those of each in order, while receivers and
 * brokers are killed: {@code mvn -Pchaos verify}, with {@code -Dchaos.ordered} and {@code
 * -Dchaos.seed}. None may be lost, and none overtaken by a later one of its subject. The report is
 * printed, and is in {@code target/chaos-report.txt}.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class OrderRun extends Chaos {

  private static final int EVENTS = Integer.getInteger("chaos.ordered", 10_000);
  private static final int SUBJECTS = 50;
  private static final double EVENTS_PER_SECOND = 60;

  @Test
  void oneReceiverWithItsOwnBrokerKeepsTheOrder() throws Exception {
    addOrderReceiver("A", setup -> setup.arguments("--spring.profiles.active=queue"));
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
      addOrderReceiver(name, each -> setup.apply(each.redis(redis)));
    }
  }

  private void addOrderReceiver(String name, UnaryOperator<ReceiverProcess.Setup> setup)
      throws IOException {
    addReceiver(
        name,
        unset ->
            setup.apply(
                unset
                    .handlers("order-handlers.camel.yaml")
                    .arguments(
                        "--webhooks.sources.groq.event.subject=/data/about",
                        "--webhooks.claims.lease=3s",
                        "--webhooks.retry.delay=50ms",
                        "--order.evidence=" + folder)));
  }

  private void run(String title, Faults faults) throws Exception {
    addEndsOfReceivers(faults);
    Instant begun = Instant.now();
    List<List<Provider.Event>> sequences = sequences();
    Provider provider = new Provider(receivers, EVENTS_PER_SECOND);
    faults.begin();
    boolean allAcknowledged = provider.sendInOrder(sequences, random, Duration.ofMinutes(12));
    endFaults(faults);
    settle();
    List<Duration> unused = stopReceivers();
    List<Evidence.Line> lines = Evidence.lines(folder);
    ChaosReport report =
        new ChaosReport(
            "Order: " + title + ", seed " + SEED,
            sequences.stream().flatMap(List::stream).toList(),
            provider.deliveries(),
            new Evidence(lines, Evidence.deadLetters(receivers)),
            faults.all(),
            kills(),
            Duration.between(begun, Instant.now()));
    print(report.text());
    List<Evidence.Line> outOfOrder = SubjectLines.of(lines).outOfOrder();
    print(
        "  out of order in their subject      %d %s%n  trouble: %s%n"
            .formatted(
                outOfOrder.size(), outOfOrder.stream().limit(10).toList(), faults.failures()));
    printTimelines(report, report.examples());
    printTimelines(report, outOfOrder.stream().limit(10).map(Evidence.Line::eventId).toList());
    assertThat(outOfOrder).as("overtaken by a later event of their subject").isEmpty();
    assertKept(report, faults, allAcknowledged);
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
}
