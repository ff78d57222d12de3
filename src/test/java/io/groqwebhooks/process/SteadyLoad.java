package io.groqwebhooks.process;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Delivers new events, a few hundred a second, until it is ended or nobody listens any more. */
final class SteadyLoad implements AutoCloseable {

  private static final int THREADS = 4;
  private static final long PERIOD_MILLIS = 20;

  private final SignedSender sender;
  private final String prefix;
  private final String type;
  private final AtomicInteger next = new AtomicInteger();
  private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
  private final Queue<SignedSender.Answer> others = new ConcurrentLinkedQueue<>();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);

  /** Begins with events of that type, whose identifiers have that prefix. */
  SteadyLoad(SignedSender sender, String prefix, String type) {
    this.sender = sender;
    this.prefix = prefix;
    this.type = type;
    for (int i = 0; i < THREADS; i++) {
      var unused =
          threads.scheduleAtFixedRate(this::deliver, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void deliver() {
    String id = prefix + "-" + next.getAndIncrement();
    long begun = System.nanoTime();
    try {
      SignedSender.Answer answer = sender.deliver(id, type);
      slowestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
      if (answer.status() == 200) {
        accepted.add(id);
      } else {
        others.add(answer);
      }
    } catch (UncheckedIOException e) {
      // Nobody listens any more.
      threads.shutdown();
    }
  }

  /** The events that were accepted up to now. */
  List<String> accepted() {
    return List.copyOf(accepted);
  }

  /** Answers that were others. */
  List<SignedSender.Answer> others() {
    return List.copyOf(others);
  }

  /** The longest time that an answer took. */
  Duration slowest() {
    return Duration.ofNanos(slowestNanos.get());
  }

  /** Returns when everything is answered. */
  void end() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new AssertionError("Deliveries are not answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
