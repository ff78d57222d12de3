package io.groqwebhooks.observe;

import io.groqwebhooks.intake.DeliveryListener;
import io.groqwebhooks.intake.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Times deliveries as {@code webhooks.deliveries}, by source, outcome and, for rejected ones,
 * reason. All three come from configuration or from this code, so that nothing from outside can
 * make a time series. Safe for use by several threads.
 */
public final class DeliveryMetrics implements DeliveryListener {

  private record Series(String source, Outcome outcome, String reason) {}

  private final MeterRegistry registry;
  private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

  /** Timers in the registry. */
  public DeliveryMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void ended(EndedDelivery delivery) {
    String reason =
        delivery.outcome() == Outcome.REJECTED && delivery.reason() != null
            ? delivery.reason()
            : "none";
    timers
        .computeIfAbsent(new Series(delivery.source(), delivery.outcome(), reason), this::register)
        .record(delivery.durationNanos(), TimeUnit.NANOSECONDS);
  }

  private Timer register(Series series) {
    return Timer.builder("webhooks.deliveries")
        .description("Deliveries, from their arrival to their answer")
        .tag("source", series.source)
        .tag("outcome", series.outcome.label())
        .tag("reason", series.reason)
        .publishPercentileHistogram()
        .register(registry);
  }
}
