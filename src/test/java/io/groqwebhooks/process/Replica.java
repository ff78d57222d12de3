package io.groqwebhooks.process;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** One of the receivers of the chaos run, which dies and is started again in the same folder. */
final class Replica implements AutoCloseable {

  private final String name;
  private final Path folder;
  private final Path data;
  private final UnaryOperator<ReceiverProcess.Setup> setup;
  private final Map<String, Instant> kills = new ConcurrentHashMap<>();
  private final List<String> logs = new CopyOnWriteArrayList<>();
  private volatile ReceiverProcess process;
  private volatile String incarnation = "";
  private int starts;
  private boolean closed;

  /**
   * Starts its first incarnation.
   *
   * @param data its folder of that name, as it is seen from here
   */
  Replica(String name, Path folder, Path data, UnaryOperator<ReceiverProcess.Setup> setup) {
    this.name = name;
    this.folder = folder;
    this.data = data;
    this.setup = setup;
    start();
  }

  String name() {
    return name;
  }

  Path folder() {
    return folder;
  }

  Path data() {
    return data;
  }

  /** Starts the next incarnation and waits until it is ready. */
  synchronized void start() {
    if (closed) {
      return;
    }
    incarnation = name + ++starts;
    process =
        setup
            .apply(ReceiverProcess.in(folder))
            .environment("TZ", "UTC")
            .arguments("--chaos.incarnation=" + incarnation)
            .start();
  }

  /** Where it receives, or where it received last while nothing is ready. */
  URI url() {
    return process.url();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL. */
  void kill() {
    if (isAlive()) {
      kills.put(incarnation, Instant.now());
      process.kill();
      logs.add(process.log());
    }
  }

  /** SIGSTOP. */
  void pause() {
    process.pause();
  }

  /** SIGCONT. */
  void resume() {
    process.resume();
  }

  /** The lines of what its incarnation has printed that hold the text. */
  List<String> linesWith(String text) {
    return process.linesWith(text);
  }

  /** SIGTERM; returns how long it took to end. */
  Duration stop() {
    Instant begun = Instant.now();
    if (isAlive()) {
      process.terminate();
      process.awaitExit(Duration.ofSeconds(90));
      logs.add(process.log());
    }
    return Duration.between(begun, Instant.now());
  }

  /** When incarnations were killed; those that were not are missing. */
  Map<String, Instant> kills() {
    return kills;
  }

  /** What each incarnation that has ended has printed. */
  List<String> logs() {
    return logs;
  }

  @Override
  public synchronized void close() {
    closed = true;
    process.close();
  }
}
