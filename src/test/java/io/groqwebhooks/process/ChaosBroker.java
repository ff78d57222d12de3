package io.groqwebhooks.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** An Artemis broker in a process of its own, with its journal in a folder. */
final class ChaosBroker implements AutoCloseable {

  private static final String QUEUE = "groq-events";

  private final Path folder;
  private final int port;
  private Process process;

  ChaosBroker(Path folder, int port) {
    this.folder = folder;
    this.port = port;
    start();
  }

  /** Starts a broker with the journal of the last one, and waits until it answers. */
  void start() {
    try {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Broker.class.getName(),
                  folder.toString(),
                  Integer.toString(port))
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("broker.log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("start of the broker").atMost(Duration.ofSeconds(60)).until(() -> messages() >= 0);
  }

  /** How many events the queue holds, those being handled included; negative if nobody answers. */
  long messages() {
    try (ServerLocator locator = ActiveMQClient.createServerLocator(url())) {
      locator.setInitialConnectAttempts(1).setReconnectAttempts(0).setCallTimeout(2000);
      try (ClientSessionFactory factory = locator.createSessionFactory();
          ClientSession session = factory.createSession()) {
        return session
            .queueQuery(org.apache.activemq.artemis.api.core.SimpleString.of(QUEUE))
            .getMessageCount();
      }
    } catch (Exception e) {
      return -1;
    }
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  String url() {
    return "tcp://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    kill();
  }

  /** What runs in the broker's process. */
  static final class Broker {

    private Broker() {}

    /** Runs a broker; the arguments are its folder and its port. */
    public static void main(String[] arguments) throws Exception {
      Configuration configuration = new ConfigurationImpl();
      Path folder = Path.of(arguments[0]);
      configuration.setJournalDirectory(folder.resolve("journal").toString());
      configuration.setBindingsDirectory(folder.resolve("bindings").toString());
      configuration.setPagingDirectory(folder.resolve("paging").toString());
      configuration.setLargeMessagesDirectory(folder.resolve("large").toString());
      configuration.setSecurityEnabled(false);
      configuration.setJMXManagementEnabled(false);
      configuration.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + arguments[1]);
      // As the broker inside the receiver does: it delivers until the event is handled.
      configuration.addAddressSetting(
          "#", new AddressSettings().setMaxDeliveryAttempts(-1).setRedeliveryDelay(1000));
      configuration.addQueueConfiguration(
          QueueConfiguration.of(QUEUE).setAddress(QUEUE).setRoutingType(RoutingType.ANYCAST));
      EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
      broker.setConfiguration(configuration);
      broker.start();
      // The process that started this one holds the other end.
      while (System.in.read() >= 0) {
        continue;
      }
      Runtime.getRuntime().halt(0);
    }
  }
}
