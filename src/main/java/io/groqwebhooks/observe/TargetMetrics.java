package io.groqwebhooks.observe;

import io.groqwebhooks.forward.TargetListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times requests to targets: {@code webhooks.target.requests} by target and status, which is {@code
 * none} where there was no answer. Safe for use by several threads.
 */
public final class TargetMetrics implements TargetListener {

  private record Ended(String target, int status) {}

  private final MeterRegistry registry;
  private final Map<Ended, Timer> timers = new ConcurrentHashMap<>();

  /** Timers in the registry. */
  public TargetMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void sent(String target, int status, Duration took) {
    timers.computeIfAbsent(new Ended(target, status), this::timer).record(took);
  }

  private Timer timer(Ended ended) {
    return Timer.builder("webhooks.target.requests")
        .description("Requests to targets")
        .tag("target", ended.target)
        .tag("status", ended.status == NO_ANSWER ? "none" : Integer.toString(ended.status))
        .register(registry);
  }
}
