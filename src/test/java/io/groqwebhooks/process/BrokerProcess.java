package io.groqwebhooks.process;

import io.groqwebhooks.testing.ChildProcess;
import io.groqwebhooks.testing.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/** A broker that keeps its port and, in a folder, its messages from one start to the next. */
public final class BrokerProcess extends ChildProcess {

  /** What a broker prints when it can be used. */
  static final String READY = "broker is ready";

  /** A fraction of the time to start; most tests are not about speed. */
  private static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final int port;

  private BrokerProcess(Class<?> broker, Path folder, int port, String... arguments) {
    this(port, program(QUICK_START, broker, folder, port, arguments));
  }

  private BrokerProcess(int port, ProcessBuilder program) {
    super("broker", Duration.ofSeconds(60), program);
    this.port = port;
  }

  private static ProcessBuilder program(
      List<String> jvmArguments, Class<?> broker, Path folder, int port, String... arguments) {
    List<String> java =
        java(
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            broker.getName(),
            "" + port,
            folder.resolve("data").toString());
    List<String> command = new ArrayList<>(java);
    command.addAll(1, jvmArguments);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(folder.toFile());
  }

  /**
   * An Artemis broker, not yet started.
   *
   * @param queue a queue that is there from the start, and whose messages are delivered until they
   *     are handled; without one, all is as Artemis has it by default
   */
  static BrokerProcess artemis(Path folder, String... queue) {
    return new BrokerProcess(ArtemisBroker.class, folder, FreePort.find(), queue);
  }

  /** An Artemis broker, not yet started, with these variables in its environment. */
  static BrokerProcess artemis(Path folder, Map<String, String> environment) {
    int port = FreePort.find();
    ProcessBuilder program = program(QUICK_START, ArtemisBroker.class, folder, port);
    program.environment().putAll(environment);
    return new BrokerProcess(port, program);
  }

  /**
   * An Artemis broker and one that takes over from it, not yet started. They share what is in the
   * folder, and the first takes over again when it is back.
   *
   * @param queue a queue that is there from the start
   */
  static List<BrokerProcess> artemisPair(Path folder, String queue) {
    int primary = FreePort.find();
    int backup = FreePort.find();
    return List.of(
        new BrokerProcess(ArtemisBroker.class, folder, primary, queue, "primary", "" + backup),
        new BrokerProcess(ArtemisBroker.class, folder, backup, queue, "backup", "" + primary));
  }

  /** A Kafka broker, not yet started. */
  static BrokerProcess kafka(Path folder) {
    return new BrokerProcess(KafkaBroker.class, folder, FreePort.find());
  }

  /** A Kafka broker, not yet started, whose JVM is as fast as it becomes. */
  public static BrokerProcess kafkaUnderLoad(Path folder) {
    int port = FreePort.find();
    return new BrokerProcess(port, program(List.of(), KafkaBroker.class, folder, port));
  }

  /**
   * A Kafka broker that is one of several, not yet started.
   *
   * @param node its number, from one
   * @param ports on which these agree, one for each
   */
  static BrokerProcess kafka(Path folder, int node, List<Integer> ports) {
    return new BrokerProcess(
        KafkaBroker.class,
        folder,
        FreePort.find(),
        "" + node,
        ports.stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  /** Starts the broker, unless it runs, without waiting for others that it needs. */
  void begin() {
    launch();
  }

  /** Starts the broker, unless it runs, and waits until it is ready. */
  public BrokerProcess started() {
    start();
    return this;
  }

  @Override
  protected boolean isReady() {
    return log().contains(READY);
  }

  /** {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Where an Artemis broker is, as a URL. */
  String url() {
    return "tcp://" + address();
  }

  /** How many messages Artemis's queue holds, those being handled included; -1 if it is away. */
  long messages(String queue) {
    try (ServerLocator locator = ActiveMQClient.createServerLocator(url())) {
      locator.setInitialConnectAttempts(1).setReconnectAttempts(0).setCallTimeout(2000);
      try (ClientSessionFactory factory = locator.createSessionFactory();
          ClientSession session = factory.createSession()) {
        return session.queueQuery(SimpleString.of(queue)).getMessageCount();
      }
    } catch (Exception e) {
      return -1;
    }
  }
}
