package io.groqwebhooks.testing;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One Redis and two that replicate it, and three sentinels that make one of these the master when
 * it is away for two seconds: six processes, which end when this is closed.
 */
public final class RedisSentinels implements AutoCloseable {

  /** By which the sentinels know the master, whichever it is. */
  public static final String NAME = "claims";

  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final List<RedisProcess> servers = new ArrayList<>();
  private final List<RedisProcess> sentinels = new ArrayList<>();

  private RedisSentinels() {}

  /** Starts all of them, and returns when they know each other. */
  public static RedisSentinels start(Path folder) {
    RedisSentinels all = new RedisSentinels();
    try {
      all.startServers(folder);
      all.startSentinels(folder);
      all.awaitWhole();
      return all;
    } catch (RuntimeException | Error e) {
      all.close();
      throw e;
    }
  }

  private void startServers(Path folder) {
    RedisProcess master = RedisProcess.on(FreePort.find(), folder.resolve("server-0"));
    servers.add(master);
    for (int i = 1; i < 3; i++) {
      servers.add(
          RedisProcess.on(
              FreePort.find(),
              folder.resolve("server-" + i),
              "--replicaof",
              master.host(),
              "" + master.port(),
              "--repl-diskless-sync-delay",
              "0"));
    }
  }

  private void startSentinels(Path folder) {
    RedisProcess master = servers.get(0);
    for (int i = 0; i < 3; i++) {
      Path file = folder.resolve("sentinel-" + i).resolve("sentinel.conf");
      try {
        Files.createDirectories(file.getParent());
        Files.writeString(
            file,
            """
            sentinel monitor %1$s %2$s %3$d 2
            sentinel down-after-milliseconds %1$s 2000
            sentinel failover-timeout %1$s 6000
            """
                .formatted(NAME, master.host(), master.port()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      sentinels.add(RedisProcess.sentinel(file, FreePort.find()));
    }
  }

  /** Waits until every sentinel knows the others, and a master with two replicas that are well. */
  public void awaitWhole() {
    servers.forEach(RedisProcess::start);
    await("two replicas of one master, and three sentinels that know")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(() -> sentinels.stream().allMatch(this::sees) && replicates(2).test(master()));
  }

  private boolean sees(RedisProcess sentinel) {
    return ask(
        sentinel,
        commands -> {
          Map<String, String> master = commands.master(NAME);
          return master.get("flags").equals("master")
              && master.get("num-other-sentinels").equals("2")
              && commands.replicas(NAME).stream()
                      .filter(each -> each.get("flags").equals("slave"))
                      .filter(each -> each.get("master-link-status").equals("ok"))
                      .count()
                  == 2;
        });
  }

  private static Predicate<RedisProcess> replicates(int replicas) {
    return server ->
        server
                .ask(commands -> commands.info("replication"))
                .lines()
                .filter(line -> line.matches("slave\\d+:.*state=online.*"))
                .count()
            == replicas;
  }

  private static <T> T ask(
      RedisProcess sentinel, Function<RedisSentinelCommands<String, String>, T> question) {
    RedisClient client = RedisClient.create();
    RedisURI address =
        RedisURI.builder()
            .withSentinel(sentinel.host(), sentinel.port())
            .withSentinelMasterId(NAME)
            .withTimeout(Duration.ofSeconds(2))
            .build();
    try (StatefulRedisSentinelConnection<String, String> connection =
        client.connectSentinel(address)) {
      return question.apply(connection.sync());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  /** Whom the sentinels have for the master. */
  public RedisProcess master() {
    int port =
        ask(sentinels.get(0), commands -> Integer.parseInt(commands.master(NAME).get("port")));
    return servers.stream().filter(each -> each.port() == port).findFirst().orElseThrow();
  }

  /** The other servers. */
  public List<RedisProcess> replicas() {
    RedisProcess master = master();
    return servers.stream().filter(each -> each != master).toList();
  }

  /** Orders the sentinels to make another server the master. */
  public void failOver() {
    ask(sentinels.get(0), commands -> commands.failover(NAME));
  }

  /** The three servers. */
  public List<RedisProcess> servers() {
    return List.copyOf(servers);
  }

  /** The sentinels. */
  public List<RedisProcess> sentinels() {
    return List.copyOf(sentinels);
  }

  /** Resumes and starts what is not well, and waits until all are. */
  public void mend() {
    servers.forEach(RedisProcess::resume);
    awaitWhole();
  }

  /** What the master has for each of the keys, or null. */
  public List<String> values(List<String> keys) {
    return master()
        .ask(commands -> keys.stream().map(key -> commands.get(key)).collect(Collectors.toList()));
  }

  /** What Spring has to be told, {@code name=value}. */
  public List<String> properties() {
    return List.of(
        "spring.data.redis.sentinel.master=" + NAME,
        "spring.data.redis.sentinel.nodes="
            + sentinels.stream()
                .map(each -> each.host() + ":" + each.port())
                .collect(Collectors.joining(",")));
  }

  @Override
  public void close() {
    sentinels.forEach(ChildProcess::close);
    servers.forEach(ChildProcess::close);
  }
}
