package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What senders and handlers notice when brokers of a Kafka cluster come and go: {@code mvn
 * -Pcluster verify}. Nothing that was acknowledged is lost, or handled twice.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class KafkaFailoverRun {

  private static final String TOPIC = "groq-events";

  /** Longer than Kafka takes to notice that a broker has died. */
  private static final long NOTICED_MILLIS = 12_000;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private ReceiverProcess.Setup receiver(Path own, KafkaCluster kafka, RedisProcess redis)
      throws IOException {
    return ReceiverProcess.in(Files.createDirectories(own))
        .redis(redis)
        .arguments(
            "--webhooks.queue.concurrency=3",
            "--webhooks.claims.lease=5s",
            "--groq.dispatch=kafka:%s?brokers=%s".formatted(TOPIC, kafka.addresses()));
  }

  private static long forgotten(RedisProcess redis, Collection<String> ids) {
    return redis.ask(
        commands ->
            ids.stream().filter(id -> !"1".equals(commands.get("groq:event:" + id))).count());
  }

  private static void assertResult(Failover.Result result) {
    // Of three brokers, one after the other.
    assertThat(result.outage()).isLessThan(Duration.ofSeconds(90));
    assertThat(result.forgotten()).as("forgotten").isZero();
    assertThat(result.twice()).as("handled twice").isZero();
  }

  @Test
  void brokersAndConsumersComeAndGo() throws Exception {
    try (RedisProcess redis = RedisProcess.onFreePort();
        KafkaCluster kafka = KafkaCluster.start(folder.resolve("kafka"));
        Failover failover =
            new Failover(ids -> forgotten(redis, ids), () -> kafka.lag(TOPIC) == 0)) {
      kafka.createTopic(TOPIC, 6, 3);
      for (String name : List.of("A", "B")) {
        Path own = folder.resolve(name);
        failover.receiver(own, receiver(own, kafka, redis));
      }
      Failover.head("Kafka, three brokers, min.insync.replicas=2");
      Failover.Step mend = () -> kafka.mend(TOPIC);
      assertResult(failover.measure("leader killed", () -> kafka.leader(TOPIC).kill(), mend));
      assertResult(
          failover.measure(
              "brokers killed one by one", () -> oneByOne(kafka, BrokerProcess::kill), mend));
      assertResult(failover.measure("rolling restart", () -> oneByOne(kafka, this::stop), mend));
      assertResult(
          failover.measure(
              "two of three killed, and started again",
              () -> {
                kafka.brokers().subList(0, 2).forEach(BrokerProcess::kill);
                TimeUnit.MILLISECONDS.sleep(NOTICED_MILLIS);
                kafka.mend(TOPIC);
              },
              mend));
      rebalance(failover, kafka, redis);
    }
  }

  @Test
  void aTopicThatOneBrokerHasAloneIsToldAtTheStart() throws Exception {
    try (RedisProcess redis = RedisProcess.onFreePort();
        KafkaCluster kafka = KafkaCluster.start(folder.resolve("kafka"))) {
      kafka.createTopic(TOPIC, 1, 1);
      try (ReceiverProcess receiver =
          receiver(folder.resolve("A"), kafka, redis).testHandlers().start()) {
        Handling.soon()
            .until(
                () ->
                    !receiver
                        .linesWith(
                            "The Kafka topic " + TOPIC + " has one replica, though there are 3")
                        .isEmpty());
      }
    }
  }

  private interface End {
    void of(BrokerProcess broker);
  }

  private void stop(BrokerProcess broker) {
    broker.terminate();
    broker.awaitExit(Duration.ofMinutes(1));
  }

  private static void oneByOne(KafkaCluster kafka, End end) throws InterruptedException {
    for (BrokerProcess broker : kafka.brokers()) {
      end.of(broker);
      if (!broker.isAlive()) {
        TimeUnit.MILLISECONDS.sleep(2000);
      }
      kafka.mend(TOPIC);
    }
  }

  /** A third receiver gets partitions while handlers run that take half a second, and leaves. */
  private void rebalance(Failover failover, KafkaCluster kafka, RedisProcess redis)
      throws Exception {
    Path own = folder.resolve("C");
    ReceiverProcess.Setup setup =
        receiver(own, kafka, redis)
            .handlers("chaos-handlers.camel.yaml")
            .environment("TZ", "UTC")
            .arguments("--chaos.incarnation=C");
    assertResult(
        failover.measure(
            "consumers rebalanced in mid-handler",
            "chaos.slow",
            120,
            () -> {
              failover.alsoHandlesIn(own);
              try (ReceiverProcess third = setup.start()) {
                Handling.soon().until(() -> !Evidence.lines(own).isEmpty());
                third.terminate();
                third.awaitExit(Duration.ofMinutes(1));
              }
            },
            () -> {}));
    assertThat(Evidence.lines(own)).isNotEmpty();
  }
}
