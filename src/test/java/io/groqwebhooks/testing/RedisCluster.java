package io.groqwebhooks.testing;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three Redis that share the slots of a cluster, and a replica of each, which takes its place when
 * it is away for two seconds: six processes, which end when this is closed.
 */
public final class RedisCluster implements AutoCloseable {

  private static final int MASTERS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(40);

  /** What nodes say to each other goes over a port above that for clients by this much. */
  private static final int BUS = 10_000;

  private final List<RedisProcess> nodes = new ArrayList<>();

  private RedisCluster() {}

  /** Starts all of them, and returns when they serve every slot. */
  public static RedisCluster start(Path folder) {
    RedisCluster cluster = new RedisCluster();
    try {
      for (int i = 0; i < 2 * MASTERS; i++) {
        cluster.nodes.add(node(folder.resolve("node-" + i)));
      }
      cluster.shareSlots();
      cluster.meet();
      cluster.replicate();
      cluster.awaitWhole();
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private static RedisProcess node(Path folder) {
    return RedisProcess.on(
        port(),
        folder,
        "--cluster-enabled",
        "yes",
        "--cluster-node-timeout",
        "2000",
        "--cluster-replica-validity-factor",
        "0",
        "--repl-diskless-sync-delay",
        "0");
  }

  /** Both ports are below those that the system gives to whoever connects to others meanwhile. */
  private static int port() {
    return ThreadLocalRandom.current()
        .ints(10_000, 20_000)
        .filter(port -> FreePort.is(port) && FreePort.is(port + BUS))
        .findFirst()
        .orElseThrow();
  }

  private void shareSlots() {
    for (int i = 0; i < MASTERS; i++) {
      int[] slots =
          IntStream.range(
                  SlotHash.SLOT_COUNT * i / MASTERS, SlotHash.SLOT_COUNT * (i + 1) / MASTERS)
              .toArray();
      String unused = nodes.get(i).ask(commands -> commands.clusterAddSlots(slots));
    }
  }

  private void meet() {
    RedisProcess first = nodes.get(0);
    for (RedisProcess other : nodes.subList(1, nodes.size())) {
      String unused = first.ask(commands -> commands.clusterMeet(other.host(), other.port()));
    }
    awaitThat("all nodes know each other", () -> nodes.stream().allMatch(this::knowsAll));
  }

  private boolean knowsAll(RedisProcess node) {
    return seenBy(node).size() == nodes.size();
  }

  private void replicate() {
    for (int i = 0; i < MASTERS; i++) {
      String master = id(nodes.get(i));
      String unused = nodes.get(MASTERS + i).ask(commands -> commands.clusterReplicate(master));
    }
  }

  /** Starts what was killed, and waits until every master has a replica that is well. */
  public void awaitWhole() {
    nodes.forEach(RedisProcess::start);
    awaitThat(
        "three masters with a replica each",
        () -> nodes.stream().allMatch(node -> isWhole(node)) && masters().size() == MASTERS);
  }

  private static void awaitThat(String what, Callable<Boolean> condition) {
    await(what)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(condition);
  }

  private static boolean isWhole(RedisProcess node) {
    String replication = node.ask(commands -> commands.info("replication"));
    boolean linked =
        replication.contains("role:master")
            ? replication.contains("state=online")
            : replication.contains("master_link_status:up");
    return linked
        && node.ask(commands -> commands.clusterInfo()).contains("cluster_state:ok")
        && seenBy(node).stream().noneMatch(each -> each.is(RedisClusterNode.NodeFlag.FAIL));
  }

  private static List<RedisClusterNode> seenBy(RedisProcess node) {
    String nodes = node.ask(commands -> commands.clusterNodes());
    return ClusterPartitionParser.parse(nodes).getPartitions();
  }

  private static String id(RedisProcess node) {
    return node.ask(commands -> commands.clusterMyId());
  }

  private RedisProcess process(RedisClusterNode node) {
    return nodes.stream()
        .filter(each -> each.port() == node.getUri().getPort())
        .findFirst()
        .orElseThrow();
  }

  private List<RedisClusterNode> asSeen() {
    return seenBy(nodes.stream().filter(RedisProcess::isAlive).findFirst().orElseThrow());
  }

  /** Those that serve slots. */
  public List<RedisProcess> masters() {
    return asSeen().stream()
        .filter(node -> node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.getSlots().isEmpty())
        .filter(node -> !node.is(RedisClusterNode.NodeFlag.FAIL))
        .map(this::process)
        .toList();
  }

  /** Who serves the slot of the key. */
  public RedisProcess masterOf(String key) {
    int slot = SlotHash.getSlot(key);
    return process(asSeen().stream().filter(node -> node.hasSlot(slot)).findFirst().orElseThrow());
  }

  /** Who takes that one's place. */
  public RedisProcess replicaOf(RedisProcess master) {
    String id = id(master);
    return process(
        asSeen().stream()
            .filter(node -> Objects.equals(node.getSlaveOf(), id))
            .findFirst()
            .orElseThrow());
  }

  /** Waits until a replica has taken the place of its master, which is away. */
  public void awaitMaster(RedisProcess replica) {
    awaitThat("a replica is in its master's place", () -> masters().contains(replica));
  }

  /** Orders a replica to take its master's place, which the master agrees to. */
  public void failOver(RedisProcess replica) {
    String unused = replica.ask(commands -> commands.clusterFailover(false));
  }

  /** Moves the slot of the key, with all keys in it, to another master. */
  public void moveSlot(String key, RedisProcess target) {
    RedisProcess source = masterOf(key);
    int unused =
        source.ask(
            from ->
                target.ask(
                    to -> {
                      move(SlotHash.getSlot(key), from, id(source), to, id(target), target);
                      return 1;
                    }));
  }

  /** Moves so many of a master's slots, with all keys in them, to another one. */
  public void moveSlots(RedisProcess master, int count) {
    RedisProcess target =
        masters().stream().filter(each -> each != master).findFirst().orElseThrow();
    String from = id(master);
    String to = id(target);
    List<Integer> slots =
        asSeen().stream()
            .filter(node -> node.getNodeId().equals(from))
            .flatMap(node -> node.getSlots().stream())
            .limit(count)
            .toList();
    int unused =
        master.ask(
            source ->
                target.ask(
                    sink -> {
                      for (int slot : slots) {
                        move(slot, source, from, sink, to, target);
                      }
                      return slots.size();
                    }));
  }

  private static void move(
      int slot,
      RedisCommands<String, String> source,
      String from,
      RedisCommands<String, String> sink,
      String to,
      RedisProcess target) {
    String unused = sink.clusterSetSlotImporting(slot, from);
    unused = source.clusterSetSlotMigrating(slot, to);
    for (String key : source.clusterGetKeysInSlot(slot, 1000)) {
      unused = source.migrate(target.host(), target.port(), key, 0, 5000);
    }
    unused = sink.clusterSetSlotNode(slot, to);
    unused = source.clusterSetSlotNode(slot, to);
  }

  /** Resumes and starts what is not well, and waits until all are. */
  public void mend() {
    nodes.forEach(RedisProcess::resume);
    awaitWhole();
  }

  /** What the cluster has for each of the keys, or null. */
  public List<String> values(List<String> keys) {
    RedisClusterClient client =
        RedisClusterClient.create(nodes.stream().map(node -> RedisURI.create(node.url())).toList());
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      return keys.stream().map(key -> connection.sync().get(key)).collect(Collectors.toList());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  /** All six. */
  public List<RedisProcess> nodes() {
    return List.copyOf(nodes);
  }

  /** What Spring has to be told, {@code name=value}. */
  public List<String> properties() {
    return List.of(
        "spring.data.redis.cluster.nodes="
            + nodes.stream()
                .map(each -> each.host() + ":" + each.port())
                .collect(Collectors.joining(",")));
  }

  @Override
  public void close() {
    nodes.forEach(ChildProcess::close);
  }
}
