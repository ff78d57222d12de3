package io.groqwebhooks.bench;

import io.groqwebhooks.testing.ChildProcess;
import io.groqwebhooks.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server under load, with what the system says of its process. */
final class Server extends ChildProcess {

  private static final long TICKS_PER_SECOND = 100;

  private final int port;
  private final long started = System.nanoTime();

  private Server(String name, int port, ProcessBuilder program) {
    super(name, Duration.ofMinutes(1), program);
    this.port = port;
  }

  /** Starts it in a folder of its own, and waits until its port is open. */
  static Server start(
      String name, Path folder, Map<String, String> environment, List<String> command) {
    int port = FreePort.find();
    List<String> all = Stream.concat(command.stream(), Stream.of("--server.port=" + port)).toList();
    ProcessBuilder program = new ProcessBuilder(all).directory(folder.toFile());
    program.environment().putAll(environment);
    Server server = new Server(name, port, program);
    server.start();
    return server;
  }

  @Override
  protected boolean isReady() {
    try (Socket socket = new Socket()) {
      socket.connect(address(), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** How long ago its process was started. */
  Duration uptime() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** The processor time that it has used, in microseconds. */
  long cpuMicros() {
    String[] fields = read(systemFile("stat")).replaceFirst(".*\\) ", "").split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12]))
        * (1_000_000 / TICKS_PER_SECOND);
  }

  /** Its resident memory in MiB. */
  long residentMemory() {
    return memory("VmRSS");
  }
}
