package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.TakesLong;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Events of one subject are handled in the order in which the broker got them, and events of others
 * do not wait for them.
 */
@TakesLong
class SubjectOrderIT {

  private static final int PARTITIONS = 8;
  private static final String ABOUT_A = "{\"about\":\"a\"}";

  @TempDir private static Path brokers;
  private static BrokerProcess artemis;
  private static BrokerProcess kafka;

  @TempDir private Path folder;

  private final String queue = "events-" + UUID.randomUUID();

  @BeforeAll
  static void startBrokers() {
    // It tells all its settings whenever a client is made.
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.ERROR);
    artemis = BrokerProcess.artemis(brokers.resolve("artemis")).started();
    kafka = BrokerProcess.kafka(brokers.resolve("kafka")).started();
  }

  @AfterAll
  static void closeBrokers() {
    artemis.close();
    kafka.close();
  }

  private ReceiverProcess.Setup receiver(String name) {
    return ReceiverProcess.in(folder.resolve(name))
        .handlers("order-handlers.camel.yaml")
        .arguments(
            "--webhooks.sources.groq.event.subject=/data/about",
            "--order.evidence=" + folder,
            "--webhooks.claims.lease=3s",
            "--webhooks.retry.delay=50ms");
  }

  private ReceiverProcess.Setup overJms(String name) {
    return receiver(name)
        .arguments(
            "--spring.profiles.active=queue",
            "--spring.artemis.mode=native",
            "--spring.artemis.broker-url=" + artemis.url(),
            "--groq.dispatch=jms:queue:" + queue);
  }

  private ReceiverProcess.Setup overKafka(String name) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      if (!admin.listTopics().names().get().contains(queue)) {
        admin.createTopics(List.of(new NewTopic(queue, PARTITIONS, (short) 1))).all().get();
      }
    }
    // A killed receiver's partitions are given to the other after Kafka's session timeout.
    return receiver(name)
        .arguments(
            "--groq.dispatch=kafka:%s?brokers=%s&sessionTimeoutMs=2000&heartbeatIntervalMs=500"
                .formatted(queue, kafka.address()));
  }

  private static void deliver(ReceiverProcess receiver, String subject, int number, String type) {
    byte[] event =
        SignedSender.event(
            SubjectLines.id(subject, number), type, "{\"about\":\"" + subject + "\"}");
    assertThat(receiver.sender().deliver(event).status()).isEqualTo(200);
  }

  private SubjectLines lines() {
    return SubjectLines.of(Evidence.lines(folder));
  }

  private void assertHandledInOrderThoughOneIsKilled(
      ReceiverProcess.Setup one, ReceiverProcess.Setup other) {
    int each = 15;
    List<String> subjects = IntStream.range(0, 20).mapToObj(i -> "s" + i).toList();
    try (RedisProcess redis = RedisProcess.onFreePort();
        ReceiverProcess first = one.redis(redis).start();
        ReceiverProcess second = other.redis(redis).start()) {
      List<String> accepted = new ArrayList<>();
      for (int number = 0; number < each; number++) {
        for (int i = 0; i < subjects.size(); i++) {
          boolean toFirst = first.isAlive() && (number + i) % 2 == 0;
          deliver(
              toFirst ? first : second,
              subjects.get(i),
              number,
              (number + i) % 5 == 0 ? "order.flaky" : "order.quick");
          accepted.add(SubjectLines.id(subjects.get(i), number));
          if (number == each / 2 && i == 10) {
            Handling.soon().until(() -> !lines().handled().isEmpty());
            first.kill();
          }
        }
      }

      Handling.soon().until(() -> lines().handled().size() == accepted.size());
      assertThat(lines().outOfOrder()).isEmpty();
    }
  }

  @Test
  void orderOverJmsSurvivesAKilledReceiver() {
    assertHandledInOrderThoughOneIsKilled(overJms("one"), overJms("other"));
  }

  @Test
  void orderOverKafkaSurvivesAKilledReceiver() throws Exception {
    assertHandledInOrderThoughOneIsKilled(overKafka("one"), overKafka("other"));
  }

  /** The second event of a subject, which waits for the first, is looked at in the broker. */
  @Test
  void theMessageGroupIsTheSubjectWhateverHeadersTheRequestHas() throws Exception {
    try (DownstreamServer system = new DownstreamServer();
        ReceiverProcess receiver =
            overJms("one").arguments("--test.downstream=" + system.port()).start()) {
      system.answer(SubjectLines.id("a", 0), 503);
      deliver(receiver, "a", 0, "order.forward");
      byte[] event = SignedSender.event(SubjectLines.id("a", 1), "order.quick", ABOUT_A);
      Map<String, String> headers = receiver.sender().headers(event);
      for (String name : List.of("JMSXGroupID", "CamelJmsDestinationName", "WebhookEventSubject")) {
        headers.put(name, "elsewhere");
      }
      assertThat(receiver.sender().post(headers, event).status()).isEqualTo(200);

      Handling.soon().untilAsserted(() -> assertThat(groups()).containsExactly("groq:a"));
    }
  }

  /** The groups of all messages that wait. */
  private List<String> groups() throws JMSException {
    List<String> groups = new ArrayList<>();
    try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(artemis.url());
        Connection connection = connections.createConnection();
        Session session = connection.createSession()) {
      connection.start();
      for (int lane = 0; lane < 16; lane++) {
        Enumeration<?> waiting =
            session.createBrowser(session.createQueue(queue + ".lane." + lane)).getEnumeration();
        while (waiting.hasMoreElements()) {
          groups.add(((Message) waiting.nextElement()).getStringProperty("JMSXGroupID"));
        }
      }
    }
    return groups;
  }

  private void assertOthersDoNotWait(ReceiverProcess.Setup setup, Set<String> others)
      throws Exception {
    String waiting = "a";
    int behind = 40;
    try (DownstreamServer system = new DownstreamServer();
        ReceiverProcess receiver = setup.arguments("--test.downstream=" + system.port()).start()) {
      String first = SubjectLines.id(waiting, 0);
      system.answer(first, 503);
      deliver(receiver, waiting, 0, "order.forward");
      Handling.soon().until(() -> system.calls(first) > 1);
      for (int number = 1; number <= behind; number++) {
        deliver(receiver, waiting, number, "order.quick");
        for (String other : others) {
          deliver(receiver, other, number, "order.quick");
        }
      }

      Handling.soon().until(() -> lines().handled().size() == others.size() * behind);
      assertThat(lines().bySubject().get(waiting)).hasSize(1);
      assertThat(lines().outOfOrder()).isEmpty();

      system.answer(first, 200);
      Handling.soon().until(() -> lines().handled().size() == others.size() * behind + 1 + behind);
      assertThat(lines().outOfOrder()).isEmpty();
    }
  }

  /** Four subjects that are next to each other, and so have each a lane. */
  private static final Set<String> OTHERS = Set.of("b", "c", "d");

  @Test
  void aSubjectThatWaitsInTheBrokerInsideTheReceiverDelaysNoOther() throws Exception {
    assertOthersDoNotWait(receiver("one").arguments("--spring.profiles.active=queue"), OTHERS);
  }

  @Test
  void aSubjectThatWaitsInArtemisDelaysNoOther() throws Exception {
    assertOthersDoNotWait(overJms("one"), OTHERS);
  }

  @Test
  void aSubjectThatWaitsInKafkaDelaysNoneOfAnotherPartition() throws Exception {
    Set<String> others =
        Stream.of("b", "c", "d", "e")
            .filter(subject -> partition(subject) != partition("a"))
            .collect(Collectors.toSet());
    assertOthersDoNotWait(overKafka("one"), others);
  }

  private static int partition(String subject) {
    byte[] key = SignedSender.utf8("groq:" + subject);
    return Utils.toPositive(Utils.murmur2(key)) % PARTITIONS;
  }
}
