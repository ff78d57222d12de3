package io.groqwebhooks.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.ChildProcess;
import io.groqwebhooks.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the receiver beside a bare echo route and a hand-written controller, in rounds that
 * alternate between them. {@code -Dbench.rounds} and {@code -Dbench.seconds} make it longer.
 */
class BenchRun {

  static final String SECRET = "whsec_bench";

  private static final String RECEIVER = "receiver, Redis";
  private static final String RECEIVER_LOCAL = "receiver, local file";
  private static final String ECHO = "echo route";
  private static final String MVC = "Spring MVC controller";

  private static final String CLOSED = "closed loop";

  /** What a server that has just started is asked, and one that is warm in comparison. */
  private static final int MODERATE_RATE = 500;

  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("bench.seconds", 4));
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final int WARM_UPS_AT_MOST = 12;
  private static final Path REPORT = Path.of("target/bench-report.txt");

  @TempDir private Path folder;
  private final Requests requests = new Requests();
  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final Map<String, Duration> ready = new HashMap<>();
  private final Report report = new Report();

  @Test
  void measure() throws Exception {
    Files.deleteIfExists(REPORT);
    try (RedisProcess redis = RedisProcess.onFreePort()) {
      warmGenerator(redis);
      startAll(redis);
      double rate = warmUp() / 2;
      for (int round = 1; round <= ROUNDS; round++) {
        for (Server server : servers.values()) {
          measure(server, rate);
        }
        progress("round " + round + " of " + ROUNDS);
      }
      tell(report.table(CLOSED, ECHO) + processes());
    } finally {
      servers.values().forEach(Server::close);
    }
    tell(EventBenchmark.table());
    assertThat(REPORT).content().contains(RECEIVER, "both");
  }

  /** Else the first server's first seconds would be measured by a cold client. */
  private void warmGenerator(RedisProcess redis) throws Exception {
    try (Server server =
        Server.start(ECHO, folder.resolve("warm-up"), Map.of(), main(EchoServer.class, redis))) {
      Load load = new Load(server, requests);
      load.awaitAnswers();
      load.closedLoop(Requests.Mix.GENUINE, WARM_UP);
    }
  }

  private void startAll(RedisProcess redis) throws Exception {
    // The README says to start it like this.
    List<String> receiver =
        ChildProcess.java(
            "@" + Path.of(System.getProperty("fast.start"), "java.args"),
            "--management.server.port=-1");
    start(RECEIVER, Map.of("REDIS_URL", redis.url()), receiver);
    start(RECEIVER_LOCAL, Map.of(), receiver);
    start(ECHO, Map.of(), main(EchoServer.class, redis));
    start(MVC, Map.of(), main(MvcServer.class, redis));
  }

  private void start(String name, Map<String, String> environment, List<String> command)
      throws Exception {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put("GROQ_WEBHOOK_SECRET", SECRET);
    Server server = Server.start(name, folder.resolve(name.replaceAll("\\W", "-")), all, command);
    servers.put(name, server);
    Load load = new Load(server, requests);
    load.awaitAnswers();
    ready.put(name, server.uptime());
    Duration first = Duration.ofSeconds(10);
    report.add(
        "first 10 s, " + MODERATE_RATE + "/s",
        name,
        load.openLoop(Requests.Mix.GENUINE, first, MODERATE_RATE));
  }

  /** On the tests' class path, without what only the receiver uses of it. */
  private static List<String> main(Class<?> main, RedisProcess redis) {
    return ChildProcess.java(
        "-cp",
        classPath(),
        main.getName(),
        "--spring.data.redis.url=" + redis.url(),
        "--spring.autoconfigure.exclude="
            + "io.groqwebhooks.autoconfigure.WebhooksAutoConfiguration,"
            + "io.groqwebhooks.autoconfigure.MetricsAutoConfiguration,"
            + "org.springframework.boot.autoconfigure.jms.artemis.ArtemisAutoConfiguration",
        "--management.server.port=-1",
        "--camel.metrics.enable-exchange-event-notifier=false",
        "--camel.opentelemetry2.enabled=false");
  }

  /** Failsafe hides the class path in a jar's manifest. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** Returns what the slowest answers a second. */
  private double warmUp() throws Exception {
    double slowest = Double.MAX_VALUE;
    for (Server server : servers.values()) {
      double perSecond = warmUp(new Load(server, requests));
      slowest = Math.min(slowest, perSecond);
      progress(String.format("%s is warm at %.0f/s", server.name(), perSecond));
    }
    return slowest;
  }

  /** Until it gets no faster; on two processors the compiler is busy for a minute. */
  private static double warmUp(Load load) throws Exception {
    double best = 0;
    int notFaster = 0;
    for (int i = 0; i < WARM_UPS_AT_MOST && notFaster < 2; i++) {
      double perSecond = load.closedLoop(Requests.Mix.GENUINE, WARM_UP).perSecond();
      notFaster = perSecond > best * 1.05 ? 0 : notFaster + 1;
      best = Math.max(best, perSecond);
    }
    return best;
  }

  private void measure(Server server, double rate) throws Exception {
    Load load = new Load(server, requests);
    boolean checks = !server.name().equals(ECHO);
    report.add(CLOSED, server.name(), load.closedLoop(Requests.Mix.GENUINE, EACH));
    for (double perSecond : new double[] {MODERATE_RATE, Math.floor(rate / 2), Math.floor(rate)}) {
      report.add(
          String.format("open loop, %.0f/s", perSecond),
          server.name(),
          load.openLoop(Requests.Mix.GENUINE, EACH, perSecond));
    }
    if (checks) {
      report.add(
          "10 % twice, 5 % forged", server.name(), load.closedLoop(Requests.Mix.MIXED, EACH));
      report.add("forged", server.name(), load.closedLoop(Requests.Mix.FORGED, EACH));
    }
  }

  private String processes() {
    StringBuilder text = new StringBuilder();
    for (Server server : servers.values()) {
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
    progress(System.lineSeparator() + text);
  }

  @SuppressWarnings("SystemOut") // a benchmark tells how far it is
  private static void progress(String text) {
    System.out.println(text);
  }
}
