package io.groqwebhooks.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program in a process of its own, which a test may pause, kill and start again. What it prints
 * goes to files in its working directory. It ends when it is closed, and with the tests' JVM at the
 * latest. Several threads may use it.
 */
public class ChildProcess implements AutoCloseable {

  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
  private static final long TICKS_PER_SECOND = 100;

  private static final Set<ChildProcess> RUNNING = ConcurrentHashMap.newKeySet();
  private static volatile boolean jvmEnds;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ChildProcess::killAll));
  }

  private final String name;
  private final Duration startLimit;
  private final ProcessBuilder program;
  private volatile Process process;
  private volatile Path out;
  private volatile Path err;

  /**
   * A program that does not run yet.
   *
   * @param startLimit how long it may take until it is ready
   * @param program its command, its environment, and its working directory, which is made if it is
   *     missing
   */
  protected ChildProcess(String name, Duration startLimit, ProcessBuilder program) {
    this.name = name;
    this.startLimit = startLimit;
    this.program = program;
  }

  /** The tests' own class path, which Failsafe hides in a jar's manifest. */
  public static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** The command that starts the JDK of these tests. */
  public static List<String> java(String... arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Stream.concat(Stream.of(java), Stream.of(arguments)).toList();
  }

  private static void killAll() {
    jvmEnds = true;
    RUNNING.forEach(ChildProcess::kill);
  }

  /** Whether it does what it is there for; asked again and again from its start on. */
  protected boolean isReady() {
    return true;
  }

  /** Starts it, unless it runs, and waits until it is ready. */
  public void start() {
    launch();
    try {
      await("start of " + name)
          .atMost(startLimit)
          .pollInterval(POLL_INTERVAL)
          .until(() -> !isAlive() || isReady());
      assertThat(isReady()).as(() -> name + " is ready; its log:\n" + log()).isTrue();
    } catch (Throwable e) {
      kill();
      throw e;
    }
  }

  /** Starts it, unless it runs, and does not wait. */
  protected final synchronized void launch() {
    if (isAlive()) {
      return;
    }
    try {
      Path folder = Files.createDirectories(program.directory().toPath());
      out = Files.createTempFile(folder, "process", ".out");
      err = Files.createTempFile(folder, "process", ".err");
      process = program.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RUNNING.add(this);
    if (jvmEnds) {
      kill();
    }
  }

  public String name() {
    return name;
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** By which the system knows it. */
  protected final long pid() {
    return process.pid();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL, unless it has ended already; returns when it has ended. */
  public synchronized void kill() {
    if (process != null) {
      process.destroyForcibly();
      awaitExit(KILL_LIMIT);
      RUNNING.remove(this);
    }
  }

  /** SIGSTOP: its connections stay open, and nothing is answered. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT: what was sent meanwhile is done now. */
  public void resume() {
    if (isAlive()) {
      signal("CONT");
    }
  }

  private void signal(String signal) {
    run("kill", "-" + signal, Long.toString(pid()));
  }

  /** Runs a command of the system's, which has to succeed. */
  protected final void run(String... command) {
    try {
      int exitCode = new ProcessBuilder(command).start().onExit().join().exitValue();
      assertThat(exitCode).as("%s of %s", List.of(command), name).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end and returns its exit code. */
  public int awaitExit(Duration limit) {
    try {
      return process.onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join().exitValue();
    } catch (CompletionException e) {
      throw new AssertionError(name + " runs on after " + limit + "; its log:\n" + log(), e);
    }
  }

  /** What it has printed to standard output since it was started last. */
  public String out() {
    return read(out);
  }

  /** What it has printed to standard error since it was started last. */
  public String err() {
    return read(err);
  }

  /** The file that holds what it has printed to standard output since it was started last. */
  protected final Path outFile() {
    return out;
  }

  /** All that it has printed since it was started last. */
  public String log() {
    return out() + err();
  }

  /** The lines of what it has printed that hold the text. */
  public List<String> linesWith(String text) {
    return log().lines().filter(line -> line.contains(text)).toList();
  }

  /** A file that the system keeps about it, such as {@code status}. */
  protected final Path systemFile(String file) {
    return Path.of("/proc", Long.toString(pid()), file);
  }

  /** The processor time that it has used since it was started last, in microseconds. */
  public long cpuMicros() {
    String[] fields = read(systemFile("stat")).replaceFirst(".*\\) ", "").split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12]))
        * (1_000_000 / TICKS_PER_SECOND);
  }

  /** An amount of memory that the system states, such as {@code VmRSS}, in MiB. */
  protected final long memory(String field) {
    return read(systemFile("status"))
            .lines()
            .filter(line -> line.startsWith(field + ":"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow()
        / 1024;
  }

  /** The text of a file, in UTF-8. */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
