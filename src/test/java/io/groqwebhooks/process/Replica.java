package io.groqwebhooks.process;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One of the receivers of the chaos run, which dies and is started again in the same folder. */
final class Replica implements AutoCloseable {

  private final String name;
  private final Path folder;
  private final Function<ReceiverProcess.Setup, ReceiverProcess.Setup> setup;
  private final Map<String, Instant> kills = new ConcurrentHashMap<>();
  private final List<String> logs = new CopyOnWriteArrayList<>();
  private volatile @Nullable ReceiverProcess process;
  private volatile String incarnation = "";
  private int starts;
  private boolean closed;

  Replica(String name, Path folder, Function<ReceiverProcess.Setup, ReceiverProcess.Setup> setup) {
    this.name = name;
    this.folder = folder;
    this.setup = setup;
    start();
  }

  String name() {
    return name;
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

  /** Where it receives; what was ready last, if nothing is ready now. */
  URI url() {
    ReceiverProcess current = process;
    if (current == null) {
      throw new IllegalStateException(name + " was never ready");
    }
    return current.url();
  }

  /** SIGKILL. */
  void kill() {
    ReceiverProcess dying = process;
    if (dying != null && dying.isAlive()) {
      kills.put(incarnation, Instant.now());
      dying.kill();
      logs.add(dying.log());
    }
  }

  /** SIGTERM; returns how long it took to end. */
  Duration stop() {
    ReceiverProcess ending = process;
    Instant begun = Instant.now();
    if (ending != null && ending.isAlive()) {
      ending.terminate();
      ending.awaitExit(Duration.ofSeconds(90));
      logs.add(ending.log());
    }
    return Duration.between(begun, Instant.now());
  }

  boolean isAlive() {
    ReceiverProcess current = process;
    return current != null && current.isAlive();
  }

  /** When incarnations were killed; those that were not are missing. */
  Map<String, Instant> kills() {
    return kills;
  }

  /** What all incarnations that have ended have printed. */
  List<String> logs() {
    return logs;
  }

  Path folder() {
    return folder;
  }

  @Override
  public synchronized void close() {
    closed = true;
    ReceiverProcess current = process;
    if (current != null) {
      current.close();
    }
  }
}
