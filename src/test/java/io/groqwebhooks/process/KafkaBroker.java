package io.groqwebhooks.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.groqwebhooks.testing.FreePort;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;
import org.slf4j.LoggerFactory;

/**
 * A node of a Kafka cluster, with its log in a folder: the only one, or the one of that number
 * among those of which the ports are given on which they agree.
 */
final class KafkaBroker {

  private static final String CLUSTER = "vPmK1hYlQ0mZ5cFQYp1hXw";

  private KafkaBroker() {}

  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger("ROOT")).setLevel(Level.WARN);
    Path folder = Files.createDirectories(Path.of(args[1]));
    Properties settings = args.length == 2 ? settings(args[0], folder) : settings(args, folder);
    Path file = folder.resolve("server.properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      settings.store(writer, null);
    }
    StorageTool.execute(
        new String[] {"format", "-t", CLUSTER, "-c", file.toString(), "--ignore-formatted"},
        System.err);
    new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM).startup();
    System.out.println(BrokerProcess.READY);
  }

  private static Properties settings(String port, Path folder) {
    String controllerPort = Integer.toString(FreePort.find());
    Properties settings = settings(port, "1", controllerPort, "1@127.0.0.1:" + controllerPort);
    settings.setProperty("log.dirs", folder.resolve("log").toString());
    settings.setProperty("offsets.topic.num.partitions", "1");
    settings.setProperty("offsets.topic.replication.factor", "1");
    settings.setProperty("transaction.state.log.replication.factor", "1");
    settings.setProperty("transaction.state.log.min.isr", "1");
    return settings;
  }

  /** Of one of several, which all keep what any of them does, and confirm what two have. */
  private static Properties settings(String[] args, Path folder) {
    int node = Integer.parseInt(args[2]);
    List<String> ports = List.of(args[3].split(","));
    String voters =
        IntStream.rangeClosed(1, ports.size())
            .mapToObj(i -> i + "@127.0.0.1:" + ports.get(i - 1))
            .collect(Collectors.joining(","));
    Properties settings = settings(args[0], args[2], ports.get(node - 1), voters);
    settings.setProperty("log.dirs", folder.resolve("log").toString());
    settings.setProperty("offsets.topic.num.partitions", "3");
    settings.setProperty("default.replication.factor", "3");
    settings.setProperty("min.insync.replicas", "2");
    return settings;
  }

  private static Properties settings(
      String port, String node, String controllerPort, String voters) {
    Properties settings = new Properties();
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty("node.id", node);
    settings.setProperty("controller.quorum.voters", voters);
    settings.setProperty("controller.listener.names", "CONTROLLER");
    settings.setProperty(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.setProperty("num.partitions", "3");
    // The defaults wait for more consumers to join, and for a killed one to come back.
    settings.setProperty("group.initial.rebalance.delay.ms", "0");
    settings.setProperty("group.min.session.timeout.ms", "1000");
    return settings;
  }
}
