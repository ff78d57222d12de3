package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.TakesLong;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** {@code groq.dispatch=kafka:...} with a Kafka cluster of one node, in a process of its own. */
class KafkaQueueIT {

  @TempDir private static Path brokerFolder;
  private static BrokerProcess broker;
  private static Admin admin;

  @TempDir private Path folder;

  private final String id = UUID.randomUUID().toString();
  private final String topic = "events-" + id;
  private final TopicPartition partition = new TopicPartition(topic, 0);

  @BeforeAll
  static void makeBroker() {
    // It tells all its settings whenever a client is made.
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.ERROR);
    broker = BrokerProcess.kafka(brokerFolder).started();
    admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
  }

  @AfterAll
  static void closeBroker() {
    admin.close(Duration.ZERO);
    broker.close();
  }

  /** One partition: what holds one event up would hold up the others. */
  @BeforeEach
  void makeTopic() throws ExecutionException, InterruptedException {
    broker.start();
    admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
  }

  private String dispatch() {
    // A killed receiver's partitions are given to the next one after Kafka's session timeout.
    return "kafka:"
        + topic
        + "?brokers="
        + broker.address()
        + "&sessionTimeoutMs=2000&heartbeatIntervalMs=500";
  }

  private ReceiverProcess.Setup receiver() {
    return ReceiverProcess.in(folder)
        .testHandlers()
        .arguments("--webhooks.queue.concurrency=1", "--webhooks.queue.timeout=2s");
  }

  /** The offset from which another consumer would go on; 0 if none was committed. */
  private long committed() throws ExecutionException, InterruptedException {
    OffsetAndMetadata offset =
        admin
            .listConsumerGroupOffsets("groq-webhooks")
            .partitionsToOffsetAndMetadata()
            .get()
            .get(partition);
    return offset == null ? 0 : offset.offset();
  }

  @Test
  void theConsoleTellsHowManyWaitAndWhenThatIsNotKnown() throws Exception {
    try (ReceiverProcess receiver =
        receiver()
            .observed()
            .environment("GROQ_DISPATCH", dispatch())
            .arguments("--test.delay=60000")
            .start()) {
      for (int i = 0; i < 3; i++) {
        receiver.sender().deliver(id + i, "test.slow");
      }
      assertThat(receiver.observe("/webhooks/api/sources"))
          .contains("\"queue\":\"kafka:" + topic + "\",\"waiting\":3,");

      broker.kill();
      assertThat(receiver.observe("/webhooks/sources"))
          .startsWith("200 ")
          .contains("kafka:" + topic, "not known; its broker does not");
      assertThat(receiver.errorLines()).isEmpty();
    }
  }

  @Test
  void recordHasTheEventsBytesItsIdAndItsHeaders() throws Exception {
    byte[] body =
        SignedSender.utf8(
            "{ \"id\":\""
                + id
                + "\",\r\n\t\"type\" : \"test.keep\", \"x\":\"\u00e9\ud83d\ude00\\u0000\" }\n");
    try (ReceiverProcess receiver = receiver().environment("GROQ_DISPATCH", dispatch()).start()) {
      assertThat(receiver.sender().deliver(body).status()).isEqualTo(200);
      Handling.soon().until(() -> !receiver.file("headers/" + id).isEmpty());

      assertThat(receiver.bytes("bodies/" + id)).isEqualTo(body);
      assertThat(receiver.file("headers/" + id))
          .contains("WebhookSource=groq", "WebhookEventType=test.keep", "WebhookReceivedAt=2")
          .contains("WebhookEventId=" + id)
          .doesNotContain("kafka");
      Handling.soon().until(() -> committed() == 1);
    }

    ConsumerRecord<byte[], byte[]> record = onlyRecord();
    assertThat(record.value()).isEqualTo(body);
    assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo(id);
    assertThat(record.headers().lastHeader("WebhookEventId").value())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(id);
    assertThat(record.headers().lastHeader("kafka.KEY")).isNull();
  }

  @Test
  void recordAboutASubjectIsKeyedByItWhateverHeadersTheRequestHas() {
    byte[] event = SignedSender.event(id, "resource.created", "{\"about\":\"acct_1\"}");
    try (ReceiverProcess receiver =
        receiver()
            .arguments(
                "--groq.dispatch=" + dispatch(),
                "--webhooks.sources.groq.event.subject=/data/about")
            .start()) {
      Map<String, String> headers = receiver.sender().headers(event);
      for (String name : List.of("kafka.KEY", "kafka.PARTITION_KEY", "WebhookEventSubject")) {
        headers.put(name, "7");
      }
      assertThat(receiver.sender().post(headers, event).status()).isEqualTo(200);
      Handling.await(receiver, id);
    }

    assertThat(onlyRecord().key()).asString(StandardCharsets.UTF_8).isEqualTo("groq:acct_1");
  }

  private ConsumerRecord<byte[], byte[]> onlyRecord() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<ConsumerRecord<byte[], byte[]>> records =
          consumer.poll(Duration.ofSeconds(20)).records(partition);
      assertThat(records).hasSize(1);
      return records.get(0);
    }
  }

  @TakesLong
  @Test
  void offsetIsCommittedWhenTheHandlerIsDoneSoThatAKillLosesNothing() throws Exception {
    try (RedisProcess redis = RedisProcess.onFreePort()) {
      try (ReceiverProcess receiver =
          receiver()
              .redis(redis)
              .arguments(
                  "--groq.dispatch=" + dispatch(),
                  "--webhooks.claims.lease=3s",
                  "--test.delay=60000")
              .start()) {
        receiver.sender().deliver("done-" + id, "resource.created");
        Handling.await(receiver, "done-" + id);
        Handling.soon().until(() -> committed() == 1);

        receiver.sender().deliver(id, "test.slow");
        receiver.sender().deliver("behind-" + id, "resource.created");
        Handling.soon().until(() -> receiver.timesBegun(id) == 1);
        assertThat(committed()).isEqualTo(1);
        receiver.kill();
      }

      try (ReceiverProcess receiver =
          receiver()
              .redis(redis)
              .arguments(
                  "--groq.dispatch=" + dispatch(), "--webhooks.claims.lease=3s", "--test.delay=1")
              .start()) {
        Handling.await(receiver, "behind-" + id);
        assertThat(receiver.timesBegun(id)).isEqualTo(2);
        assertThat(receiver.timesHandled(id)).isEqualTo(1);
        assertThat(receiver.timesHandled("done-" + id)).isEqualTo(1);
        Handling.soon().until(() -> committed() == 3);
        assertThat(folder.resolve("data/dead-letter")).doesNotExist();
      }
    }
  }

  @Test
  void eventThatFailsBecomesADeadLetterAndThePartitionGoesOn() throws Exception {
    try (ReceiverProcess receiver =
        receiver()
            .arguments("--groq.dispatch=" + dispatch(), "--webhooks.retry.delay=10ms")
            .start()) {
      receiver.sender().deliver("1-" + id, "resource.created");
      receiver.sender().deliver("2-" + id, "test.fail");
      receiver.sender().deliver("3-" + id, "test.invalid");
      putInto(topic, SignedSender.utf8("no event"));
      receiver.sender().deliver("4-" + id, "resource.created");

      Handling.await(receiver, "4-" + id);
      Handling.soon().until(() -> committed() == 5);
      assertThat(Handling.deadLetters(folder.resolve("data/dead-letter"))).hasSize(3);
      assertThat(receiver.timesBegun("3-" + id)).isEqualTo(1);
      assertThat(receiver.timesHandled("1-" + id)).isEqualTo(1);
      assertThat(receiver.timesHandled("4-" + id)).isEqualTo(1);
    }
  }

  private static void putInto(String topic, byte[] value)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.address()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  @TakesLong
  @Test
  void receiverGoesOnThoughTheBrokerWasAwayWhenAHandlerEnded() throws Exception {
    try (ReceiverProcess receiver =
        receiver().arguments("--groq.dispatch=" + dispatch(), "--test.delay=2000").start()) {
      receiver.sender().deliver(id, "test.slow");
      Handling.soon().until(() -> receiver.timesBegun(id) == 1);
      broker.kill();
      // Done, but the broker cannot be told so; Camel gives up telling it after five seconds.
      Handling.await(receiver, id);
      Handling.soon().until(() -> receiver.log().contains("5000ms"));
      broker.start();

      Handling.soon()
          .until(() -> receiver.sender().deliver("2-" + id, "resource.created").status() == 200);
      Handling.await(receiver, "2-" + id);
      Handling.soon().until(() -> committed() >= 2);
      assertThat(receiver.timesHandled(id)).isEqualTo(1);
      assertThat(folder.resolve("data/dead-letter")).doesNotExist();
    }
  }

  @TakesLong
  @Test
  void eventsAreRefusedWhileTheBrokerIsAwayAndHandledWhenItIsBack() {
    try (ReceiverProcess receiver = receiver().arguments("--groq.dispatch=" + dispatch()).start()) {
      receiver.sender().deliver("before-" + id, "resource.created");
      Handling.await(receiver, "before-" + id);

      broker.kill();
      long begun = System.nanoTime();
      SignedSender.Answer answer = receiver.sender().deliver(id, "resource.created");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).isEqualTo("5");

      broker.start();
      Handling.soon()
          .until(() -> receiver.sender().deliver(id, "resource.created").status() == 200);
      Handling.await(receiver, id);
      assertThat(receiver.timesHandled(id)).isEqualTo(1);
      assertThat(receiver.timesHandled("before-" + id)).isEqualTo(1);
      assertThat(folder.resolve("data/dead-letter")).doesNotExist();
    }
  }
}
