package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.TakesLong;
import jakarta.jms.Connection;
import jakarta.jms.MapMessage;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profile {@code queue} with a broker that runs elsewhere, and comes and goes. */
class JmsBrokerIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  @TempDir private static Path brokerFolder;
  private static BrokerProcess broker;

  @TempDir private Path folder;

  private final String id = UUID.randomUUID().toString();

  @BeforeAll
  static void makeBroker() {
    broker = BrokerProcess.artemis(brokerFolder);
  }

  @AfterAll
  static void closeBroker() {
    broker.close();
  }

  private ReceiverProcess.Setup receiver(Path in) {
    return ReceiverProcess.in(in)
        .testHandlers()
        .arguments(
            "--spring.profiles.active=queue",
            "--spring.artemis.mode=native",
            "--spring.artemis.broker-url=" + broker.url(),
            // A queue of its own for each test.
            "--groq.dispatch=jms:queue:events-" + id,
            "--webhooks.queue.timeout=" + TIMEOUT.toMillis() + "ms");
  }

  /** Many at once: none of them waits for the others' failures. */
  private static void assertRefusedInTime(ReceiverProcess receiver, String eventId) {
    SignedSender sender = receiver.sender();
    long begun = System.nanoTime();
    List<CompletableFuture<SignedSender.Answer>> answers =
        Handling.ids(eventId, 20).stream()
            .map(each -> sender.begin(each, "resource.created"))
            .toList();

    assertThat(answers)
        .extracting(CompletableFuture::join)
        .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(503))
        .allSatisfy(answer -> assertThat(answer.header("retry-after")).isEqualTo("5"))
        .extracting(SignedSender.Answer::body)
        .containsOnly("{\"error\":\"Service unavailable\"}");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TIMEOUT.multipliedBy(5));
  }

  private static void assertAcceptedSoon(ReceiverProcess receiver, String eventId) {
    Handling.soon()
        .until(() -> receiver.sender().deliver(eventId, "resource.created").status() == 200);
    Handling.await(receiver, eventId);
  }

  @TakesLong
  @Test
  void eventsAreRefusedWhileTheBrokerIsAwayAndHandledWhenItIsBack() {
    broker.close();
    try (ReceiverProcess receiver = receiver(folder).start()) {
      assertRefusedInTime(receiver, id + "-at-start");
      Handling.soon().until(() -> !receiver.linesWith("not ready, because of jms").isEmpty());
      broker.start();
      assertAcceptedSoon(receiver, id + "-at-start-0");

      broker.kill();
      assertRefusedInTime(receiver, id + "-killed");
      broker.start();
      assertAcceptedSoon(receiver, id + "-killed-0");

      broker.pause();
      assertRefusedInTime(receiver, id + "-paused");
      broker.resume();
      assertAcceptedSoon(receiver, id + "-paused-0");

      assertThat(receiver.timesHandled(id + "-at-start-0")).isEqualTo(1);
      assertThat(receiver.timesHandled(id + "-killed-0")).isEqualTo(1);
      assertThat(receiver.timesHandled(id + "-paused-0")).isEqualTo(1);
      assertThat(folder.resolve("data/dead-letter")).doesNotExist();
    } finally {
      broker.resume();
    }
  }

  @Test
  void acceptedEventsSurviveTheBroker() {
    broker.start();
    List<String> ids = Handling.ids(id, 20);
    try (ReceiverProcess receiver =
        receiver(folder).arguments("--webhooks.queue.concurrency=1", "--test.delay=50").start()) {
      ids.forEach(
          each -> assertThat(receiver.sender().deliver(each, "test.slow").status()).isEqualTo(200));
      broker.kill();
      broker.start();

      ids.forEach(each -> Handling.await(receiver, each));
      ids.forEach(each -> assertThat(receiver.timesHandled(each)).as(each).isEqualTo(1));
      assertThat(folder.resolve("data/dead-letter")).doesNotExist();
    }
  }

  /** More of them than there are consumers, each of which could stop one of these. */
  @TakesLong
  @Test
  void messagesThatAreNoEventsAreKeptAndHoldUpNothing() throws Exception {
    broker.start();
    try (ReceiverProcess receiver = receiver(folder).start()) {
      sendWhatIsNoEvent(10);
      receiver.sender().deliver(id, "resource.created");

      Handling.await(receiver, id);
      Path deadLetters = folder.resolve("data/dead-letter");
      Handling.soon()
          .untilAsserted(() -> assertThat(Handling.deadLetters(deadLetters)).hasSize(20));
      assertThat(receiver.log()).doesNotContain("JMSException");
      assertThat(Files.getPosixFilePermissions(deadLetters))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      for (Path letter : Handling.deadLetters(deadLetters)) {
        assertThat(Files.getPosixFilePermissions(letter))
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  private void sendWhatIsNoEvent(int each) throws Exception {
    try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(broker.url());
        Connection connection = connections.createConnection();
        Session session = connection.createSession()) {
      MessageProducer producer = session.createProducer(session.createQueue("events-" + id));
      for (int i = 0; i < each; i++) {
        // Camel would read it before the first step of the route.
        ObjectMessage object = session.createObjectMessage(new ArrayList<>(List.of("a")));
        object.setStringProperty(EventHeaders.ID, "object-" + i);
        object.setStringProperty(EventHeaders.SOURCE, "groq");
        object.setStringProperty(EventHeaders.TYPE, "resource.created");
        producer.send(object);
        // It has no bytes that a dead letter could hold.
        MapMessage map = session.createMapMessage();
        map.setString("a", "b");
        producer.send(map);
      }
    }
  }

  @TakesLong
  @Test
  void eventWaitsUntilItsDeadLetterCanBeWritten() throws IOException {
    broker.start();
    // A file where the directory should be: not even root can write into it.
    Path inTheWay = folder.resolve("data/dead-letter");
    Files.createDirectories(inTheWay.getParent());
    Files.createFile(inTheWay);
    try (ReceiverProcess receiver = receiver(folder).start()) {
      receiver.sender().deliver(id, "test.invalid");

      Handling.soon().until(() -> receiver.linesWith("Failed delivery").size() >= 2);
      assertThat(receiver.timesBegun(id)).isEqualTo(1);
      assertThat(receiver.linesWith("Dead letter: ")).isEmpty();

      // Back to the queue, and on to the next receiver.
      receiver.terminate();
      receiver.awaitExit(Duration.ofSeconds(20));
    }
    try (ReceiverProcess receiver = receiver(folder).start()) {
      Handling.soon().until(() -> !receiver.linesWith("Failed delivery").isEmpty());
      Files.delete(inTheWay);

      Handling.soon().until(() -> !receiver.linesWith("Dead letter: ").isEmpty());
      assertThat(Handling.deadLetters(inTheWay)).hasSize(1);
    }
  }

  @TakesLong
  @Test
  void twoReceiversHandleEachEventOnceThoughOneIsKilled(
      @TempDir Path firstFolder, @TempDir Path secondFolder) {
    broker.start();
    List<String> ids = Handling.ids(id, 200);
    int concurrency = 4;
    String[] arguments = {
      "--webhooks.queue.concurrency=" + concurrency, "--webhooks.claims.lease=3s", "--test.delay=40"
    };
    try (RedisProcess redis = RedisProcess.onFreePort();
        ReceiverProcess first = receiver(firstFolder).redis(redis).arguments(arguments).start();
        ReceiverProcess second = receiver(secondFolder).redis(redis).arguments(arguments).start()) {
      SignedSender toFirst = first.sender();
      SignedSender toSecond = second.sender();
      for (int i = 0; i < ids.size(); i++) {
        SignedSender sender = i % 2 == 0 && i < 100 ? toFirst : toSecond;
        assertThat(sender.deliver(ids.get(i), "test.slow").status()).isEqualTo(200);
        if (i == 100) {
          Handling.soon().until(() -> first.eventsHandled() > 0 && second.eventsHandled() > 0);
          first.kill();
        }
      }

      ids.forEach(
          each ->
              Handling.soon()
                  .alias("handling of " + each)
                  .until(() -> first.timesHandled(each) + second.timesHandled(each) > 0));
      assertThat(ids)
          .allSatisfy(each -> assertThat(first.timesHandled(each)).isLessThanOrEqualTo(1))
          .allSatisfy(each -> assertThat(second.timesHandled(each)).isLessThanOrEqualTo(1));
      // A kill between a handler's effect and its confirmation: no more than were being handled.
      assertThat(ids)
          .filteredOn(each -> first.timesHandled(each) + second.timesHandled(each) > 1)
          .hasSizeLessThanOrEqualTo(concurrency);
      assertThat(secondFolder.resolve("data/dead-letter")).doesNotExist();
    }
  }
}
