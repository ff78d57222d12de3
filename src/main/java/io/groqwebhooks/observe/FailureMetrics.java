package io.groqwebhooks.observe;

import io.groqwebhooks.deadletter.DeadLetter;
import io.groqwebhooks.deadletter.DeadLetterListener;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeRedeliveryEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.ExchangeHelper;

/**
 * Counts what goes wrong after the intake: {@code webhooks.redeliveries}, steps that are tried
 * again, by source and route, and {@code webhooks.dead.letters} by source. Sources that are not
 * configured are not told apart, since a queue may hold what somebody else has put there. Safe for
 * use by several threads.
 */
public final class FailureMetrics extends EventNotifierSupport implements DeadLetterListener {

  private static final String OTHER = "other";

  private record Step(String source, String route) {}

  private final MeterRegistry registry;
  private final Map<String, Counter> deadLetters;
  private final Map<Step, Counter> redeliveries = new ConcurrentHashMap<>();

  /** Counters in the registry, for these sources. */
  public FailureMetrics(MeterRegistry registry, WebhookSources sources) {
    this.registry = registry;
    // There from the start, so that the first one is a rise from zero.
    this.deadLetters =
        sources.all().stream()
            .map(WebhookSource::name)
            .collect(Collectors.toUnmodifiableMap(Function.identity(), this::deadLetters));
    // All but failures of exchanges, among which Camel counts redeliveries.
    setIgnoreCamelContextEvents(true);
    setIgnoreCamelContextInitEvents(true);
    setIgnoreRouteEvents(true);
    setIgnoreServiceEvents(true);
    setIgnoreStepEvents(true);
    setIgnoreExchangeCreatedEvent(true);
    setIgnoreExchangeCompletedEvent(true);
    setIgnoreExchangeSendingEvents(true);
    setIgnoreExchangeSentEvents(true);
    setIgnoreExchangeAsyncProcessingStartedEvents(true);
  }

  private Counter deadLetters(String source) {
    return Counter.builder("webhooks.dead.letters")
        .description("Events that were kept as they could not be handled")
        .tag("source", source)
        .register(registry);
  }

  @Override
  public void kept(DeadLetter deadLetter) {
    Counter counter = deadLetters.get(deadLetter.source());
    (counter == null ? deadLetters(OTHER) : counter).increment();
  }

  @Override
  public void notify(CamelEvent event) {
    if (event instanceof ExchangeRedeliveryEvent redelivery) {
      Exchange exchange = redelivery.getExchange();
      String source = exchange.getMessage().getHeader(EventHeaders.SOURCE, String.class);
      redeliveries
          .computeIfAbsent(
              new Step(
                  source != null && deadLetters.containsKey(source) ? source : OTHER,
                  ExchangeHelper.getRouteId(exchange)),
              this::redeliveries)
          .increment();
    }
  }

  private Counter redeliveries(Step step) {
    return Counter.builder("webhooks.redeliveries")
        .description("Steps of routes that were tried again")
        .tag("source", step.source)
        .tag("route", step.route)
        .register(registry);
  }
}
