package io.groqwebhooks.bench;

import io.groqwebhooks.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The servers of a run, all of which run from its beginning to its end, and are put under load one
 * at a time. {@code -Dbench.rounds} and {@code -Dbench.seconds} make it longer.
 */
final class Fleet implements AutoCloseable {

  static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  static final Duration EACH = Duration.ofSeconds(Integer.getInteger("bench.seconds", 4));

  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final int WARM_UPS_AT_MOST = Integer.getInteger("bench.warm-ups", 12);

  private final Path folder;
  private final Requests requests = new Requests();
  private final List<Server> servers = new ArrayList<>();

  /** A fleet without servers, which have folders of their own in that one. */
  Fleet(Path folder) {
    this.folder = folder;
  }

  /** Else the first server's first seconds would be measured by a cold client. */
  void warmGenerator(RedisProcess redis) throws Exception {
    Program echo = Program.echo(redis);
    try (Server server = Server.start(echo, folder.resolve("warm-up"))) {
      Load load = load(server);
      load.awaitAnswers();
      load.closedLoop(Requests.Mix.GENUINE, WARM_UP);
    }
  }

  /** Starts one and waits until it has accepted an event. */
  Server start(Program program) throws IOException {
    Server server = Server.start(program, folder.resolve(program.name().replaceAll("\\W+", "-")));
    servers.add(server);
    load(server).awaitAnswers();
    return server;
  }

  /** In the order in which they were started. */
  List<Server> servers() {
    return servers;
  }

  Load load(Server server) {
    return new Load(server, requests);
  }

  /** Returns what each server answers a second, by its name. */
  Map<String, Double> warmUp() throws Exception {
    Map<String, Double> rates = new LinkedHashMap<>();
    for (Server server : servers) {
      double perSecond = warmUp(load(server));
      rates.put(server.name(), perSecond);
      progress(String.format("%s is warm at %.0f/s", server.name(), perSecond));
    }
    return rates;
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

  /** A benchmark tells how far it is. */
  @SuppressWarnings("SystemOut")
  static void progress(String text) {
    System.out.println(text);
  }

  @Override
  public void close() {
    servers.forEach(Server::close);
  }
}
