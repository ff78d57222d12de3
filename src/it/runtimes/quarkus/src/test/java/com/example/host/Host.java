package com.example.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The application in a process of its own, and the sender of its events. */
final class Host extends Sender {

  private static final String VARIABLE = "GROQ_WEBHOOK_SECRET";

  static final String SOURCE = "--webhooks.sources.groq.secrets=" + SECRET;

  private static final Pattern SERVER = Pattern.compile("powered by (Quarkus [0-9.]+)");

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final int port = freePort();
  private final Process process;
  private final Path log;

  private Host(String secret, List<String> settings) throws IOException {
    log = Files.createTempFile("quarkus", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx160m");
    command.add("-Dquarkus.http.port=" + port);
    settings.forEach(setting -> command.add("-D" + setting.substring("--".length())));
    command.add("-jar");
    command.add(System.getProperty("application"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().remove(VARIABLE);
    if (secret != null) {
      builder.environment().put(VARIABLE, secret);
    }
    process = builder.start();
  }

  /** Starts it with these settings, each {@code --name=value}. */
  static Host start(String... settings) {
    return startWithVariable(null, settings);
  }

  /**
   * Starts it.
   *
   * @param secret that it finds in its environment; null for none
   */
  static Host startWithVariable(String secret, String... settings) {
    Host host = begin(secret, settings);
    await().atMost(LIMIT).until(() -> !host.process.isAlive() || host.answers());
    assertThat(host.process.isAlive()).as(host::log).isTrue();
    return host;
  }

  /** Starts it, and returns all that it has said when it has ended by itself. */
  static String startThatEnds(String... settings) throws InterruptedException {
    try (Host host = begin(null, settings)) {
      assertThat(host.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(host::log).isTrue();
      assertThat(host.process.exitValue()).as(host::log).isNotZero();
      return host.log();
    }
  }

  private static Host begin(String secret, String... settings) {
    try {
      return new Host(secret, List.of(settings));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where done events are remembered, for this start alone. */
  static String claims(Path folder) {
    return "--webhooks.claims.file=" + folder.resolve("claims");
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      return get("/own").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ids of handled events. */
  Collection<String> handled() throws IOException, InterruptedException {
    return get("/handled").body().lines().toList();
  }

  /** What receives requests. */
  String server() {
    Matcher matcher = SERVER.matcher(log());
    return matcher.find() ? matcher.group(1) : log();
  }

  /** All that it has printed. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Files.delete(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
