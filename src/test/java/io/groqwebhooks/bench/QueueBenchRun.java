package io.groqwebhooks.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.groqwebhooks.process.BrokerProcess;
import io.groqwebhooks.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.slf4j.LoggerFactory;

/**
 * Measures each mode of the receiver, until events are accepted and until they are handled, beside
 * hand-written programs and what the disk allows, in rounds that alternate between them. {@code
 * -Dbench.only} leaves out modes without any of those words, which commas part.
 */
class QueueBenchRun {

  private static final String IN_REQUEST = "in the request, Redis";
  private static final String DISK = "1 KiB records, one fsync for all that wait";
  private static final List<String> ONLY =
      List.of(System.getProperty("bench.only", "").split(",", -1));

  private static final String CLOSED = "closed loop";
  private static final int HALF = 50;

  /** What is offered, in parts of what a mode can do. */
  private static final List<Integer> PERCENT = List.of(10, 30, HALF, 75, 100);

  private static final Path TABLE = Path.of("target/bench-modes.md");
  private static final Path CHART = Path.of("target/bench-modes.svg");

  /** From the page that holds the table. */
  private static final String PICTURE =
      "![For each mode, how late answers are as more events come](../resources/images/"
          + CHART.getFileName()
          + ")";

  /** On a disk: folders for what is temporary are in memory on some systems. */
  static final class OnDisk implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
        throws IOException {
      return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "bench");
    }
  }

  @TempDir(factory = OnDisk.class)
  private Path folder;

  private final Report report = new Report();
  private final List<Double> disk = new ArrayList<>();

  @BeforeAll
  static void quiet() {
    // It tells all its settings whenever a client is made.
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.ERROR);
  }

  @Test
  void measure() throws Exception {
    try (RedisProcess redis = RedisProcess.onFreePort();
        BrokerProcess kafka = BrokerProcess.kafkaUnderLoad(folder.resolve("kafka")).started();
        Fleet fleet = new Fleet(folder)) {
      fleet.warmGenerator(redis);
      for (Program program : chosen(redis, kafka)) {
        fleet.start(program);
      }
      Map<String, Double> most = fleet.warmUp();
      for (int round = 1; round <= Fleet.ROUNDS; round++) {
        for (Server server : fleet.servers()) {
          measure(fleet.load(server), server.name(), most.get(server.name()));
        }
        disk.add(GroupCommit.perSecond(folder.resolve("records"), Load.CONNECTIONS, Fleet.EACH));
        Fleet.progress("round " + round + " of " + Fleet.ROUNDS);
      }
      writeTable(fleet.servers());
      writeChart(most);
    }
    assertThat(TABLE).content().contains(IN_REQUEST, DISK);
    assertThat(CHART).content().contains(IN_REQUEST);
  }

  private static List<Program> chosen(RedisProcess redis, BrokerProcess kafka) throws Exception {
    return Stream.of(
            Program.receiver(IN_REQUEST).claimsIn(redis),
            Program.receiver("in the request, claims file"),
            Program.receiver("queue, Artemis inside", "--spring.profiles.active=queue")
                .claimsIn(redis)
                .behindQueue(),
            Program.receiver("queue, Kafka", "--groq.dispatch=" + topic(kafka))
                .claimsIn(redis)
                .behindQueue(kafka),
            Program.mvc(redis),
            Program.jms(redis))
        .filter(
            program ->
                program.name().equals(IN_REQUEST)
                    || ONLY.stream().anyMatch(program.name()::contains))
        .toList();
  }

  /** With a partition for each of the events that the receiver handles at once. */
  private static String topic(BrokerProcess kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      admin.createTopics(List.of(new NewTopic("groq-events", 8, (short) 1))).all().get();
    }
    return "kafka:groq-events?brokers=" + kafka.address();
  }

  private void measure(Load load, String mode, double most) throws Exception {
    report.add(CLOSED, mode, load.closedLoop(Requests.Mix.GENUINE, Fleet.EACH));
    for (int percent : PERCENT) {
      report.add(
          offered(percent),
          mode,
          load.openLoop(Requests.Mix.GENUINE, Fleet.EACH, most * percent / 100));
    }
  }

  private static String offered(int percent) {
    return percent + " % of the most";
  }

  private void writeTable(List<Server> servers) throws IOException {
    ModesTable table = new ModesTable(report, CLOSED, offered(HALF), IN_REQUEST);
    servers.forEach(table::add);
    table.add(DISK, Report.median(disk));
    String text = conditions() + "\n\n" + table + "\n" + PICTURE + "\n";
    Files.writeString(TABLE, text);
    Fleet.progress(text);
  }

  private static String conditions() {
    return String.format(
        "%d rounds of %d s with %d connections, on %d processors that all share, with Java %s:",
        Fleet.ROUNDS,
        Fleet.EACH.toSeconds(),
        Load.CONNECTIONS,
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version"));
  }

  private void writeChart(Map<String, Double> most) throws IOException {
    LoadChart chart = new LoadChart();
    most.forEach(
        (mode, perSecond) ->
            PERCENT.forEach(
                percent ->
                    chart.add(
                        mode,
                        perSecond * percent / 100,
                        report.median(offered(percent), mode, Report.percentile(99)))));
    chart.write(CHART);
  }
}
