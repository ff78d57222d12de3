package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.RedisCluster;
import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.RedisSentinels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What senders notice when Redis fails over: {@code mvn -Pcluster verify}. With {@code
 * webhooks.claims.replicas} nothing that was acknowledged is forgotten; without it, that is
 * counted.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class RedisFailoverRun {

  /** What a replica does not have when its master dies. */
  private static final long LAG_MILLIS = 1500;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private Failover receivers(
      int replicas, List<String> place, Function<Collection<String>, Long> forgotten)
      throws Exception {
    Failover failover = new Failover(forgotten, () -> true);
    for (String name : List.of("A", "B")) {
      Path own = Files.createDirectories(folder.resolve(name));
      ReceiverProcess.Setup setup =
          ReceiverProcess.in(own).arguments("--webhooks.claims.replicas=" + replicas);
      place.forEach(property -> setup.arguments("--" + property));
      failover.receiver(own, setup);
    }
    return failover;
  }

  private static long forgotten(Collection<String> ids, Function<List<String>, List<String>> get) {
    List<String> keys = ids.stream().map(id -> "groq:event:" + id).toList();
    return get.apply(keys).stream().filter(value -> !"1".equals(value)).count();
  }

  private static void assertResult(Failover.Result result, boolean kept) {
    assertThat(result.outage()).isLessThan(Duration.ofSeconds(30));
    if (kept) {
      assertThat(result.forgotten()).as("forgotten").isZero();
      assertThat(result.twice()).as("handled twice").isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void sentinels(int replicas) throws Exception {
    try (RedisSentinels redis = RedisSentinels.start(folder.resolve("redis"));
        Failover failover =
            receivers(
                replicas, redis.properties(), ids -> forgotten(ids, keys -> redis.values(keys)))) {
      Failover.head("Sentinels, webhooks.claims.replicas=" + replicas);
      one(
          failover,
          replicas,
          "master killed",
          redis::master,
          RedisProcess::kill,
          redis::awaitWhole);
      one(failover, replicas, "master paused", redis::master, RedisProcess::pause, redis::mend);
      // The master that has to go takes events until its clients are told, and the replica that is
      // not promoted acknowledges them.
      one(failover, 0, "failover ordered", redis::master, any -> redis.failOver(), redis::mend);
      one(
          failover,
          replicas,
          "replicas lag, then master killed",
          redis::master,
          master -> {
            List<RedisProcess> replicasThen = redis.replicas();
            replicasThen.forEach(RedisProcess::pause);
            TimeUnit.MILLISECONDS.sleep(LAG_MILLIS);
            master.kill();
            replicasThen.forEach(RedisProcess::resume);
          },
          redis::mend);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void cluster(int replicas) throws Exception {
    try (RedisCluster redis = RedisCluster.start(folder.resolve("redis"));
        Failover failover =
            receivers(
                replicas, redis.properties(), ids -> forgotten(ids, keys -> redis.values(keys)))) {
      Failover.head("Cluster, webhooks.claims.replicas=" + replicas);
      Supplier<RedisProcess> master = () -> redis.masterOf("groq:event:any");
      if (replicas == 0) {
        one(failover, replicas, "one master killed", master, RedisProcess::kill, redis::awaitWhole);
        one(failover, replicas, "one master paused", master, RedisProcess::pause, redis::mend);
      }
      one(
          failover,
          replicas,
          "failover ordered",
          master,
          each -> redis.failOver(redis.replicaOf(each)),
          redis::mend);
      one(
          failover,
          replicas,
          "200 slots moved",
          master,
          each -> redis.moveSlots(each, 200),
          redis::mend);
      // With replicas asked for, the successor takes nothing until it has one again.
      one(
          failover,
          replicas,
          "a replica lags, its master killed, and started again",
          master,
          each -> {
            RedisProcess replica = redis.replicaOf(each);
            replica.pause();
            TimeUnit.MILLISECONDS.sleep(LAG_MILLIS);
            each.kill();
            replica.resume();
            redis.awaitMaster(replica);
            each.start();
          },
          redis::mend);
    }
  }

  private interface Harm {
    void inflict(RedisProcess master) throws Exception;
  }

  private static void one(
      Failover failover,
      int replicas,
      String what,
      Supplier<RedisProcess> master,
      Harm harm,
      Failover.Step mend)
      throws Exception {
    RedisProcess victim = master.get();
    assertResult(failover.measure(what, () -> harm.inflict(victim), mend), replicas > 0);
  }
}
