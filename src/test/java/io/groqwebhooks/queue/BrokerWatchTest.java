package io.groqwebhooks.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class BrokerWatchTest {

  private static final String ADDRESS = "vm://41";
  private static final String AGAIN = "The broker inside the receiver runs again";

  @TempDir private Path folder;

  private final EmbeddedActiveMQ first = new EmbeddedActiveMQ();
  private final BrokerWatch watch = new BrokerWatch(() -> first, Duration.ofMillis(50));

  @BeforeEach
  void start() throws Exception {
    Configuration configuration = BrokerIn.folder(folder).addAcceptorConfiguration("vm", ADDRESS);
    new EmbeddedBroker(new Lanes(Set.of())).customize(configuration);
    first.setConfiguration(configuration).start();
    watch.start();
  }

  @AfterEach
  void stop() throws Exception {
    watch.destroy();
    first.stop();
  }

  private ActiveMQServer server() {
    return Objects.requireNonNull(watch.broker()).getActiveMQServer();
  }

  /** What it does when a write fails. */
  private void fail() {
    server().getStorageManager().criticalError(new IOException("No space left on device"));
  }

  private static void send(String text) {
    try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(ADDRESS);
        JMSContext context = factory.createContext()) {
      context.createProducer().send(context.createQueue("events"), text);
    }
  }

  private static String receive() throws JMSException {
    try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(ADDRESS);
        JMSContext context = factory.createContext()) {
      return context
          .createConsumer(context.createQueue("events"))
          .receiveBody(String.class, 10_000);
    }
  }

  @Test
  void aBrokerThatHasEndedItselfIsStartedAgainWithAllThatItHasAcknowledged(CapturedOutput output)
      throws Exception {
    for (String event : new String[] {"1", "2"}) {
      ActiveMQServer before = server();
      send(event);
      fail();
      await().atMost(Duration.ofSeconds(20)).until(() -> server() != before && server().isActive());
      assertThat(receive()).isEqualTo(event);
    }
    assertThat(output.getAll().split(AGAIN, -1)).hasSize(3);
  }

  @Test
  void aBrokerThatCannotWriteIsNotStartedBeforeItCan(CapturedOutput output) throws Exception {
    ActiveMQServer before = server();
    send("1");
    Path noFile = Files.createDirectory(folder.resolve("journal").resolve("room.tmp"));
    Files.createFile(noFile.resolve("full"));
    fail();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> output.getAll().contains("cannot write to " + folder.resolve("journal")));
    assertThat(server()).isSameAs(before);

    Files.delete(noFile.resolve("full"));
    await().atMost(Duration.ofSeconds(20)).until(() -> output.getAll().contains(AGAIN));
    assertThat(receive()).isEqualTo("1");
    assertThat(output).containsOnlyOnce("has ended itself");
  }
}
