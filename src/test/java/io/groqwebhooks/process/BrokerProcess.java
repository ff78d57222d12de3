package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A broker that can be killed, paused, and started again on the same port with what it has kept.
 */
final class BrokerProcess implements AutoCloseable {

  /** What a broker prints when it can be used. */
  static final String READY = "broker is ready";

  private static final Duration STARTUP_LIMIT = Duration.ofSeconds(60);

  private final Class<?> broker;
  private final Path folder;
  private final int port;
  private Process process;

  private BrokerProcess(Class<?> broker, Path folder) {
    this.broker = broker;
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An Artemis broker, not yet started. */
  static BrokerProcess artemis(Path folder) {
    return new BrokerProcess(ArtemisBroker.class, folder);
  }

  /** A Kafka broker, not yet started. */
  static BrokerProcess kafka(Path folder) {
    return new BrokerProcess(KafkaBroker.class, folder);
  }

  /** Starts the broker, if it does not run. */
  BrokerProcess start() {
    if (process != null && process.isAlive()) {
      return this;
    }
    try {
      Path log = Files.createTempFile(Files.createDirectories(folder), "broker", ".log");
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  broker.getName(),
                  Integer.toString(port),
                  folder.resolve("data").toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      await("start of the broker")
          .atMost(STARTUP_LIMIT)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> !process.isAlive() || Files.readString(log).contains(READY));
      assertThat(process.isAlive()).as(() -> "broker runs; its log: " + read(log)).isTrue();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code 127.0.0.1:port}. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGSTOP: connections stay, and nothing is answered. */
  void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}
