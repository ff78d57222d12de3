package io.groqwebhooks.bench;

import static org.awaitility.Awaitility.await;

import io.groqwebhooks.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server under load, as a process of its own, with what the system says of it. */
final class Server implements AutoCloseable {

  private static final long TICKS_PER_SECOND = 100;

  private final String name;
  private final int port;
  private final Process process;
  private final long started = System.nanoTime();

  private Server(String name, int port, Process process) {
    this.name = name;
    this.port = port;
    this.process = process;
  }

  /** Starts it in a folder of its own, and waits until its port is open. */
  static Server start(
      String name, Path folder, Map<String, String> environment, List<String> command) {
    try {
      int port = FreePort.find();
      Files.createDirectories(folder);
      ProcessBuilder builder =
          new ProcessBuilder(withPort(command, port))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile());
      builder.environment().putAll(environment);
      Server server = new Server(name, port, builder.start());
      await("start of " + name)
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(5))
          .until(server::accepts);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> withPort(List<String> command, int port) {
    List<String> all = new ArrayList<>(command);
    all.add("--server.port=" + port);
    return all;
  }

  private boolean accepts() {
    if (!process.isAlive()) {
      throw new IllegalStateException(name + " has ended; see its log");
    }
    try (Socket socket = new Socket()) {
      socket.connect(address(), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  String name() {
    return name;
  }

  InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", port);
  }

  /** How long ago its process was started. */
  Duration uptime() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** The processor time that it has used, in microseconds. */
  long cpuMicros() {
    String[] fields = read("stat").replaceFirst(".*\\) ", "").split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12]))
        * (1_000_000 / TICKS_PER_SECOND);
  }

  /** Its resident memory in MiB. */
  long residentMemory() {
    return read("status")
            .lines()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow()
        / 1024;
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/" + file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
