package io.groqwebhooks.process;

import io.groqwebhooks.testing.RedisCluster;
import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.RedisSentinels;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The chaos run with clusters that fail over in place of one Redis and one broker: {@code mvn
 * -Pcluster verify -Dit.test=ClusterChaosRun}, with {@code -Dchaos.events} and {@code
 * -Dchaos.seed}.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ClusterChaosRun extends MixedChaos {

  private static final int EVENTS = Integer.getInteger("chaos.events", 3000);

  /** In the request the sender comes again for each that fails, and a receiver that is away. */
  private static final int IN_REQUEST = EVENTS / 3;

  private static final double A_SECOND = 20;

  /** Each claim is with a replica before it counts. */
  private static final String REPLICATED = "--webhooks.claims.replicas=1";

  @Test
  void sentinelsLoseNothing() throws Exception {
    RedisSentinels redis = owned(RedisSentinels.start(folder.resolve("redis")));
    runInTheRequest(
        "Two receivers, Redis with sentinels",
        redis.properties(),
        redis::master,
        redis::master,
        redis::mend);
  }

  @Test
  void aClusterLosesNothing() throws Exception {
    RedisCluster redis = owned(RedisCluster.start(folder.resolve("redis")));
    runInTheRequest(
        "Two receivers, Redis Cluster",
        redis.properties(),
        () -> redis.masters().get(0),
        () -> redis.masters().get(1),
        redis::mend);
  }

  private void runInTheRequest(
      String title,
      List<String> place,
      Callable<RedisProcess> killed,
      Callable<RedisProcess> paused,
      Failover.Step mend)
      throws Exception {
    addTwoMixedReceivers(
        setup -> {
          place.forEach(property -> setup.arguments("--" + property));
          return setup.arguments(REPLICATED);
        });
    Faults faults =
        endsOfReceivers()
            .add("master killed", "Redis", 2, Harms.failOver(killed, RedisProcess::kill, mend))
            .add("master paused", "Redis", 1, Harms.failOver(paused, RedisProcess::pause, mend));
    run(title, IN_REQUEST, A_SECOND, faults, () -> 0);
  }

  @Test
  void threeKafkaBrokersLoseNothing() throws Exception {
    RedisProcess redis = owned(RedisProcess.durable(folder.resolve("redis")));
    KafkaCluster kafka = owned(KafkaCluster.start(folder.resolve("kafka")));
    kafka.createTopic(QUEUE, 6, 3);
    addTwoMixedReceivers(
        setup ->
            setup
                .redis(redis)
                .arguments(
                    "--groq.dispatch=kafka:%s?brokers=%s".formatted(QUEUE, kafka.addresses())));
    Faults faults =
        endsOfReceivers()
            .add(
                "killed",
                "the leader",
                3,
                Harms.failOver(
                    () -> kafka.leader(QUEUE), BrokerProcess::kill, () -> kafka.mend(QUEUE)));
    run("Two receivers, three Kafka brokers", EVENTS, A_SECOND, faults, () -> lag(kafka));
  }

  @Test
  void aBrokerAndItsBackupLoseNothing() throws Exception {
    RedisProcess redis = owned(RedisProcess.durable(folder.resolve("redis")));
    List<BrokerProcess> pair = BrokerProcess.artemisPair(folder.resolve("artemis"), QUEUE);
    for (BrokerProcess broker : pair) {
      owned(broker).start();
    }
    BrokerProcess primary = pair.get(0);
    addTwoMixedReceivers(on(redis, "(%s,%s)".formatted(primary.url(), pair.get(1).url())));
    Faults faults =
        endsOfReceivers()
            .add(
                "killed",
                "primary",
                3,
                Harms.failOver(() -> primary, BrokerProcess::kill, primary::start));
    run(
        "Two receivers, an Artemis broker and its backup",
        EVENTS,
        A_SECOND,
        faults,
        () -> ArtemisFailoverRun.waiting(pair));
  }

  /** What waits; that is not known while too many brokers are away. */
  private static long lag(KafkaCluster kafka) {
    try {
      return kafka.lag(QUEUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    } catch (ExecutionException e) {
      return -1;
    }
  }

  private Faults endsOfReceivers() {
    Faults faults = faults(2000, 6000);
    addEndsOfReceivers(faults);
    return faults;
  }
}
