package io.groqwebhooks.task;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that a daemon thread of its own repeats until the end, whatever the task throws. Safe for
 * use by several threads.
 */
public final class RepeatedTask {

  private static final Logger LOG = LoggerFactory.getLogger(RepeatedTask.class);

  private final String name;
  private final Duration pause;
  private final Runnable task;
  private final ScheduledExecutorService thread;
  private volatile long endedAt = System.nanoTime();

  /**
   * Begins to repeat the task.
   *
   * @param name the thread's name, which the log uses too
   * @param pause how long to wait before each time
   */
  public RepeatedTask(String name, Duration pause, Runnable task) {
    this.name = name;
    this.pause = pause;
    this.task = task;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            runnable -> {
              Thread daemon = new Thread(runnable, name);
              daemon.setDaemon(true);
              return daemon;
            });
    var unused =
        thread.scheduleWithFixedDelay(
            this::once, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void once() {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      // The executor would never call the task again, and would tell nobody.
      LOG.error("{} failed, and goes on", name, e);
      FatalError.report(e);
    } finally {
      endedAt = System.nanoTime();
    }
  }

  /** Whether the task is repeated as it should be, or was not for so long. */
  public boolean isAlive(Duration patience) {
    return !thread.isShutdown()
        && System.nanoTime() - endedAt < pause.toNanos() + patience.toNanos();
  }

  /** Repeats the task no more, and interrupts it if it runs. */
  public void endNow() {
    thread.shutdownNow();
  }

  /** Repeats the task no more, and waits for the one that runs, but no longer than told. */
  public void end(Duration patience) {
    thread.shutdown();
    try {
      boolean unused = thread.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
