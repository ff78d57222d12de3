package io.groqwebhooks.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Load on a server by 32 connections that stay open. */
final class Load {

  static final int CONNECTIONS = 32;
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(1);

  /**
   * What came of it.
   *
   * @param perSecond requests a second
   * @param handledPerSecond the same until the last of them is handled as well
   * @param latencies in microseconds, from when a request was due
   * @param cpuMicros of the server, for each request, with its handling
   * @param cpuMicrosOfOthers of the processes that it uses
   */
  record Result(
      double perSecond,
      double handledPerSecond,
      Histogram latencies,
      double cpuMicros,
      double cpuMicrosOfOthers) {}

  private final Server server;
  private final Requests requests;

  Load(Server server, Requests requests) {
    this.server = server;
    this.requests = requests;
  }

  /**
   * Waits until an event is accepted, and handled: a server listens before its routes have started.
   */
  void awaitAnswers() throws IOException {
    try (Connection connection = new Connection(server.address())) {
      await("answers of " + server.name())
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> connection.send(requests.next(Requests.Mix.GENUINE)) == 200);
    }
    server.awaitHandled(1);
  }

  /** Each connection sends the next request when the one before is answered. */
  Result closedLoop(Requests.Mix mix, Duration duration) throws Exception {
    return run(mix, duration, 0);
  }

  /**
   * Requests are due at a fixed rate, whether or not those before are answered; what waits for its
   * turn is late, and that counts (no coordinated omission).
   */
  Result openLoop(Requests.Mix mix, Duration duration, double perSecond) throws Exception {
    return run(mix, duration, perSecond);
  }

  private Result run(Requests.Mix mix, Duration duration, double perSecond) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      long cpu = server.cpuMicros();
      long cpuOfOthers = server.cpuMicrosOfOthers();
      long handled = server.handled();
      long begun = System.nanoTime();
      List<Callable<Histogram>> tasks = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        long interval = perSecond == 0 ? 0 : (long) (CONNECTIONS * 1e9 / perSecond);
        long first = begun + interval * i / CONNECTIONS;
        tasks.add(() -> send(mix, first, interval, begun + duration.toNanos()));
      }
      Histogram all = new Histogram(LONGEST_MICROS, 3);
      for (Future<Histogram> part : threads.invokeAll(tasks)) {
        all.add(part.get());
      }
      double count = all.getTotalCount();
      double answered = count / secondsSince(begun);
      server.awaitHandled(handled + all.getTotalCount());
      return new Result(
          answered,
          count / secondsSince(begun),
          all,
          (server.cpuMicros() - cpu) / count,
          (server.cpuMicrosOfOthers() - cpuOfOthers) / count);
    } finally {
      threads.shutdownNow();
    }
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }

  private Histogram send(Requests.Mix mix, long first, long interval, long end) throws Exception {
    Histogram latencies = new Histogram(LONGEST_MICROS, 3);
    try (Connection connection = new Connection(server.address())) {
      for (long due = first; due < end; due += interval) {
        byte[] request = requests.next(mix);
        if (interval == 0) {
          due = System.nanoTime();
        } else {
          TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        }
        int status = connection.send(request);
        if (!mix.expects(status)) {
          throw new IllegalStateException(server.name() + " answered " + status);
        }
        long micros = (System.nanoTime() - due) / 1000;
        latencies.recordValue(Math.min(micros, LONGEST_MICROS));
      }
    }
    return latencies;
  }
}
