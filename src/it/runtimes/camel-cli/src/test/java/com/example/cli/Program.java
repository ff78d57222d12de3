package com.example.cli;

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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program in a process of its own. It ends when it is closed. */
final class Program implements AutoCloseable {

  private static final String REPOSITORY = System.getProperty("repository");
  private static final String DOWNLOADED = System.getProperty("downloaded");
  private static final boolean OFFLINE = Boolean.getBoolean("offline");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Process process;
  private final Path log;

  private Program(Path folder, String secret, List<String> command) throws IOException {
    log = Files.createTempFile("camel-cli", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().remove("GROQ_WEBHOOK_SECRET");
    if (secret != null) {
      builder.environment().put("GROQ_WEBHOOK_SECRET", secret);
    }
    process = builder.start();
  }

  /**
   * The Camel CLI.
   *
   * @param secret that it finds in its environment; null for none
   */
  static Program camel(Path folder, String secret, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            java(),
            "-Xmx256m",
            "-Dmaven.repo.local=" + REPOSITORY,
            "-cp",
            System.getProperty("java.class.path"),
            Camel.class.getName()));
    command.addAll(arguments);
    command.add("--repo=" + DOWNLOADED);
    command.add("--maven-central-enabled=" + !OFFLINE);
    return new Program(folder, secret, command);
  }

  /** Maven. */
  static Program maven(Path folder, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(System.getProperty("maven"), "-B", "-Dmaven.repo.local=" + REPOSITORY));
    if (OFFLINE) {
      command.addAll(List.of("-o", "-Daether.offline.protocols=file"));
    }
    command.addAll(arguments);
    return new Program(folder, null, command);
  }

  /** The JVM of these tests. */
  static Program java(Path folder, String secret, List<String> arguments) throws IOException {
    return new Program(
        folder, secret, Stream.concat(Stream.of(java(), "-Xmx256m"), arguments.stream()).toList());
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** A port on which nothing listens. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it receives what is sent to it. */
  Program receiving(Sender sender) {
    await().atMost(LIMIT).until(() -> !process.isAlive() || sender.isReceived());
    assertThat(process.isAlive()).as(this::log).isTrue();
    return this;
  }

  /** Waits for its end, and says by which code. */
  int ended() throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(this::log).isTrue();
    return process.exitValue();
  }

  /** Waits until it has ended well. */
  void succeeded() throws InterruptedException {
    assertThat(ended()).as(this::log).isZero();
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
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    Files.delete(log);
  }
}
