package io.groqwebhooks.process;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.groqwebhooks.testing.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.LoggerFactory;

/**
 * Three Kafka brokers in processes of their own, which confirm what two of them have; they end when
 * this is closed.
 */
final class KafkaCluster implements AutoCloseable {

  private static final int BROKERS = 3;
  private static final String GROUP = "groq-webhooks";

  /** As the brokers keep where consumers are. */
  private static final String OFFSETS = "__consumer_offsets";

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final List<BrokerProcess> brokers = new ArrayList<>();
  private final Admin admin;

  private KafkaCluster(Path folder) {
    // It tells all its settings whenever a client is made.
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.ERROR);
    List<Integer> ports = Stream.generate(FreePort::find).distinct().limit(BROKERS).toList();
    for (int node = 1; node <= BROKERS; node++) {
      brokers.add(BrokerProcess.kafka(folder.resolve("broker-" + node), node, ports));
    }
    admin = Admin.create(Map.of("bootstrap.servers", addresses()));
  }

  /** Starts all of them, and returns when they can be used. */
  static KafkaCluster start(Path folder) {
    KafkaCluster cluster = new KafkaCluster(folder);
    try {
      // Each waits for one other at least.
      cluster.brokers.forEach(BrokerProcess::begin);
      cluster.brokers.forEach(BrokerProcess::start);
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** {@code 127.0.0.1:port,...}. */
  String addresses() {
    return brokers.stream().map(BrokerProcess::address).collect(Collectors.joining(","));
  }

  List<BrokerProcess> brokers() {
    return List.copyOf(brokers);
  }

  void createTopic(String name, int partitions, int replicas)
      throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(name, partitions, (short) replicas))).all().get();
  }

  /** Who has the first partition of the topic in hand. */
  BrokerProcess leader(String topic) throws ExecutionException, InterruptedException {
    return brokers.get(describe(topic).partitions().get(0).leader().id() - 1);
  }

  private TopicDescription describe(String topic) throws ExecutionException, InterruptedException {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
  }

  /** Starts what was killed, and waits until every broker has all of the topic again. */
  void mend(String topic) {
    brokers.forEach(BrokerProcess::begin);
    brokers.forEach(BrokerProcess::start);
    await("all replicas of " + topic)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(300))
        .ignoreExceptions()
        .until(() -> isWhole(topic) && isWhole(OFFSETS));
  }

  private boolean isWhole(String topic) throws ExecutionException, InterruptedException {
    return describe(topic).partitions().stream()
        .allMatch(partition -> partition.leader() != null && partition.isr().size() == BROKERS);
  }

  /** How many records of the topic are not handled. */
  long lag(String topic) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    describe(topic)
        .partitions()
        .forEach(
            each -> wanted.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(wanted).all().get();
    return ends.entrySet().stream()
        .mapToLong(
            end -> {
              OffsetAndMetadata done = committed.get(end.getKey());
              return end.getValue().offset() - (done == null ? 0 : done.offset());
            })
        .sum();
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    brokers.forEach(BrokerProcess::close);
  }
}
