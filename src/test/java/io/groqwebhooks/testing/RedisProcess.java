package io.groqwebhooks.testing;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/** A Redis server of a test's own, on a port of the loopback interface that stays the same. */
public final class RedisProcess extends ChildProcess {

  private static final String LOOPBACK = "127.0.0.1";

  private static final class Binary {
    static final String PATH = extract();

    private static String extract() {
      try {
        return ExecutableProvider.newJarResourceProvider().get().getPath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final int port;

  private RedisProcess(Path folder, int port, Stream<String> options) {
    super("Redis", Duration.ofSeconds(20), program(folder, port, options));
    this.port = port;
  }

  private static ProcessBuilder program(Path folder, int port, Stream<String> options) {
    Stream<String> all =
        Stream.of(Binary.PATH, "--port", "" + port, "--bind", LOOPBACK, "--save", "");
    return new ProcessBuilder(Stream.concat(all, options).toList()).directory(folder.toFile());
  }

  private RedisProcess(String name, Path folder, int port, List<String> command) {
    super(name, Duration.ofSeconds(20), new ProcessBuilder(command).directory(folder.toFile()));
    this.port = port;
  }

  /** Starts a sentinel, which keeps what it learns in the file. */
  static RedisProcess sentinel(Path file, int port) {
    RedisProcess sentinel =
        new RedisProcess(
            "sentinel",
            file.getParent(),
            port,
            List.of(
                Binary.PATH,
                file.toString(),
                "--sentinel",
                "--port",
                "" + port,
                "--bind",
                LOOPBACK));
    sentinel.start();
    return sentinel;
  }

  /**
   * Starts a server that keeps nothing on its disk: when it is started again, it is empty.
   *
   * @param options those of its command line, such as {@code --requirepass x}
   */
  public static RedisProcess onFreePort(String... options) {
    return started(Path.of("target", "redis"), Stream.of(options));
  }

  /**
   * Starts a server that writes every change into the folder before it answers: when it is killed
   * and started again, it knows all that it ever confirmed.
   */
  public static RedisProcess durable(Path folder) {
    return started(folder, Stream.of("--appendonly", "yes", "--appendfsync", "always"));
  }

  /**
   * Starts a server on that port, with a folder of its own for what it writes.
   *
   * @param options those of its command line
   */
  static RedisProcess on(int port, Path folder, String... options) {
    RedisProcess redis = new RedisProcess(folder, port, Stream.of(options));
    redis.start();
    return redis;
  }

  private static RedisProcess started(Path folder, Stream<String> options) {
    RedisProcess redis = new RedisProcess(folder, FreePort.find(), options);
    redis.start();
    return redis;
  }

  @Override
  protected boolean isReady() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      socket.setSoTimeout(500);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return answer != null && !answer.startsWith("-LOADING");
    } catch (IOException e) {
      return false;
    }
  }

  public String host() {
    return LOOPBACK;
  }

  public int port() {
    return port;
  }

  public String url() {
    return "redis://" + LOOPBACK + ":" + port;
  }

  /** What the key holds, or null. */
  public String value(String key) {
    return ask(commands -> commands.get(key));
  }

  /** Asks on a connection of its own. */
  public <T> T ask(Function<RedisCommands<String, String>, T> question) {
    RedisClient client = RedisClient.create(url());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return question.apply(connection.sync());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }
}
