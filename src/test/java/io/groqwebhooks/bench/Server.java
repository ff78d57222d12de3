package io.groqwebhooks.bench;

import static org.awaitility.Awaitility.await;

import io.groqwebhooks.testing.ChildProcess;
import io.groqwebhooks.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A server under load, with what the system says of its process. */
final class Server extends ChildProcess {

  private final Program program;
  private final int port;
  private final long started = System.nanoTime();
  private LineCount handled;

  private Server(Program program, int port, ProcessBuilder process) {
    super(program.name(), Duration.ofMinutes(1), process);
    this.program = program;
    this.port = port;
  }

  /** Starts it in a folder of its own, and waits until its port is open. */
  static Server start(Program program, Path folder) {
    int port = FreePort.find();
    List<String> all =
        Stream.concat(program.command().stream(), Stream.of("--server.port=" + port)).toList();
    ProcessBuilder process = new ProcessBuilder(all).directory(folder.toFile());
    process.environment().putAll(program.environment());
    Server server = new Server(program, port, process);
    server.start();
    server.handled = new LineCount(server.outFile(), Program.HANDLED);
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

  /** How many events it has handled behind its queue; 0 if it has none. */
  long handled() {
    return program.queued() ? handled.now() : 0;
  }

  /** Waits until it has handled so many events, if it does not answer after that anyway. */
  void awaitHandled(long events) {
    if (program.queued()) {
      await(events + " handled by " + name())
          .atMost(Duration.ofMinutes(5))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> handled.now() >= events);
    }
  }

  /** The processor time of the processes that it uses, in microseconds. */
  long cpuMicrosOfOthers() {
    return program.uses().stream().mapToLong(ChildProcess::cpuMicros).sum();
  }

  /** Its resident memory in MiB. */
  long residentMemory() {
    return memory("VmRSS");
  }
}
