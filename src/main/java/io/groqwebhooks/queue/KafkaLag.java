package io.groqwebhooks.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How many records of a topic the receivers have not handled yet. */
final class KafkaLag {

  private final Admin admin;
  private final long end;

  private KafkaLag(Admin admin, long end) {
    this.admin = admin;
    this.end = end;
  }

  /**
   * The sum of all partitions: from what was committed, or from the beginning, to the end.
   *
   * @param timeout how long the cluster may take
   * @throws ExecutionException if the cluster refuses
   * @throws TimeoutException if it does not answer in time
   */
  static long of(KafkaConfiguration kafka, Duration timeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    long end = System.nanoTime() + timeout.toNanos();
    Admin admin = Admin.create(settings(kafka, timeout));
    try {
      return new KafkaLag(admin, end).of(List.of(kafka.getTopic().split(",")), kafka.getGroupId());
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  /** Those of the consumer's that say where the cluster is, and who asks. */
  static Map<String, Object> settings(KafkaConfiguration kafka, Duration timeout) {
    Properties consumers = kafka.createConsumerProperties();
    Map<String, Object> settings = new HashMap<>();
    for (String name : AdminClientConfig.configNames()) {
      Object value = consumers.get(name);
      if (value != null) {
        settings.put(name, value);
      }
    }
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.getBrokers());
    int millis = Math.toIntExact(timeout.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    return settings;
  }

  private long of(List<String> topics, String group)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<TopicPartition> partitions =
        await(admin.describeTopics(topics).allTopicNames()).values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(each -> new TopicPartition(topic.name(), each.partition())))
            .toList();
    Map<TopicPartition, OffsetAndMetadata> committed =
        await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, Long> first =
        offsets(
            partitions.stream().filter(each -> committed.get(each) == null).toList(),
            OffsetSpec.earliest());
    Map<TopicPartition, Long> last = offsets(partitions, OffsetSpec.latest());
    long sum = 0;
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata done = committed.get(partition);
      long from = done == null ? first.getOrDefault(partition, 0L) : done.offset();
      sum += Math.max(0, last.getOrDefault(partition, from) - from);
    }
    return sum;
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, ListOffsetsResultInfo> found =
        await(
            admin
                .listOffsets(
                    partitions.stream()
                        .collect(Collectors.toMap(Function.identity(), each -> which)))
                .all());
    return found.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }

  private <T> T await(KafkaFuture<T> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
  }
}
