package io.groqwebhooks.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server of a test's own, on a free port of the loopback interface, which the test may
 * pause, kill and start again. It keeps nothing on disk.
 */
public final class RedisProcess implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";

  private static final class Binary {
    static final Path PATH = extract();

    private static Path extract() {
      try {
        return ExecutableProvider.newJarResourceProvider().get().toPath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final int port;
  private final List<String> options;
  private Process process;

  private RedisProcess(int port, List<String> options) {
    this.port = port;
    this.options = options;
  }

  /** Starts a server; options are those of its command line, such as {@code --requirepass x}. */
  public static RedisProcess start(String... options) {
    RedisProcess redis = new RedisProcess(FreePort.find(), List.of(options));
    redis.startAgain();
    return redis;
  }

  /** Starts the server on the same port after {@link #stop}, empty. */
  public void startAgain() {
    List<String> command = new ArrayList<>();
    command.add(Binary.PATH.toString());
    command.addAll(List.of("--port", Integer.toString(port), "--bind", LOOPBACK));
    command.addAll(List.of("--save", "", "--appendonly", "no"));
    command.addAll(options);
    try {
      process =
          new ProcessBuilder(command)
              .directory(Binary.PATH.getParent().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await("Redis on port " + port)
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .until(this::accepts);
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      if (!process.isAlive()) {
        throw new IllegalStateException("Redis ended with " + process.exitValue(), e);
      }
      return false;
    }
  }

  /** Kills the server: its port refuses connections from now on. */
  public void stop() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Redis survives SIGKILL");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Lets the server hang: connections are accepted, and nothing is answered. */
  public void pause() {
    signal("STOP");
  }

  /** Ends a pause; what was sent meanwhile is executed now. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String host() {
    return LOOPBACK;
  }

  public int port() {
    return port;
  }

  /** Where it is, as a URL. */
  public String url() {
    return "redis://" + LOOPBACK + ":" + port;
  }

  @Override
  public void close() {
    stop();
  }
}
