package io.groqwebhooks.process;

import io.groqwebhooks.testing.RedisCluster;
import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.RedisSentinels;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
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

  private void addTwoReceivers(UnaryOperator<ReceiverProcess.Setup> setup) throws IOException {
    for (String name : List.of("A", "B")) {
      addMixedReceiver(name, setup);
    }
  }

  private static UnaryOperator<ReceiverProcess.Setup> replicated(List<String> place) {
    return setup -> {
      place.forEach(property -> setup.arguments("--" + property));
      return setup.arguments(REPLICATED);
    };
  }

  @Test
  void sentinelsLoseNothing() throws Exception {
    RedisSentinels redis = owned(RedisSentinels.start(folder.resolve("redis")));
    addTwoReceivers(replicated(redis.properties()));
    Faults faults =
        endsOfReceivers()
            .add(
                "master killed",
                "Redis",
                2,
                Harms.failOver(redis::master, RedisProcess::kill, redis::mend))
            .add(
                "master paused",
                "Redis",
                1,
                Harms.failOver(redis::master, RedisProcess::pause, redis::mend));
    run("Two receivers, Redis with sentinels", IN_REQUEST, A_SECOND, faults, () -> 0);
  }

  @Test
  void aClusterLosesNothing() throws Exception {
    RedisCluster redis = owned(RedisCluster.start(folder.resolve("redis")));
    addTwoReceivers(replicated(redis.properties()));
    Faults faults =
        endsOfReceivers()
            .add(
                "master killed",
                "Redis",
                2,
                Harms.failOver(() -> redis.masters().get(0), RedisProcess::kill, redis::mend))
            .add(
                "master paused",
                "Redis",
                1,
                Harms.failOver(() -> redis.masters().get(1), RedisProcess::pause, redis::mend));
    run("Two receivers, Redis Cluster", IN_REQUEST, A_SECOND, faults, () -> 0);
  }

  @Test
  void threeKafkaBrokersLoseNothing() throws Exception {
    RedisProcess redis = owned(RedisProcess.durable(folder.resolve("redis")));
    KafkaCluster kafka = owned(KafkaCluster.start(folder.resolve("kafka")));
    kafka.createTopic(QUEUE, 6, 3);
    addTwoReceivers(
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
    addTwoReceivers(
        setup ->
            setup
                .redis(redis)
                .arguments(
                    "--spring.profiles.active=queue",
                    "--spring.artemis.mode=native",
                    "--spring.artemis.broker-url=(%s,%s)"
                        .formatted(primary.url(), pair.get(1).url())));
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
