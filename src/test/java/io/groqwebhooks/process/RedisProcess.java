package io.groqwebhooks.process;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Function;
import redis.embedded.core.ExecutableProvider;

/** A Redis server that can be killed, paused, and started again on the same port. */
final class RedisProcess implements AutoCloseable {

  private final File executable;
  private final int port;
  private Process process;

  private RedisProcess(File executable, int port) {
    this.executable = executable;
    this.port = port;
    start();
  }

  /** A server on a free port. */
  static RedisProcess onFreePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = free.getLocalPort();
      free.close();
      return new RedisProcess(ExecutableProvider.newJarResourceProvider().get(), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the server, empty, if it does not run. */
  void start() {
    try {
      process =
          new ProcessBuilder(
                  executable.getPath(),
                  "--port",
                  Integer.toString(port),
                  "--bind",
                  "127.0.0.1",
                  "--save",
                  "",
                  "--appendonly",
                  "no")
              .directory(executable.getParentFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("start of Redis").atMost(Duration.ofSeconds(10)).until(this::accepts);
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** SIGKILL: connections are reset, and all data is gone. */
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

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** What the key holds, or null. */
  String value(String key) {
    return ask(commands -> commands.get(key));
  }

  /** In how many seconds the key expires. */
  long secondsToLive(String key) {
    return ask(commands -> commands.ttl(key));
  }

  /** Sets the key as a plain {@code SET key value EX seconds} does. */
  void set(String key, String value, long seconds) {
    ask(commands -> commands.setex(key, seconds, value));
  }

  <T> T ask(Function<RedisCommands<String, String>, T> question) {
    RedisClient client = RedisClient.create(RedisURI.create(url()));
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return question.apply(connection.sync());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  @Override
  public void close() {
    kill();
  }
}
