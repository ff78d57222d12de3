package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.DeliveryFilter;
import io.groqwebhooks.deliveries.DeliveryQueries;
import io.groqwebhooks.queue.QueueDepth;
import io.groqwebhooks.queue.QueueDepths;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers what is known of all sources, in bounded time. Safe for use by several threads. */
final class SourceViews {

  private static final Duration DAY = Duration.ofDays(1);

  private final WebhookSettings settings;
  private final WebhookSources sources;
  private final Log log;
  private final QueueDepths queues;

  SourceViews(WebhookSettings settings, WebhookSources sources, Log log, QueueDepths queues) {
    this.settings = settings;
    this.sources = sources;
    this.log = log;
    this.queues = queues;
  }

  /**
   * All sources.
   *
   * @throws ConsoleException if the log does not answer
   */
  List<SourceView> all() {
    Map<String, QueueDepth> depths = depths();
    return log.isOff()
        ? sources.all().stream()
            .map(source -> SourceView.of(source, depths.get(source.name()), null, null, null))
            .toList()
        : log.ask(queries -> all(depths, queries));
  }

  private List<SourceView> all(Map<String, QueueDepth> depths, DeliveryQueries queries) {
    Instant now = Instant.now();
    Map<String, DeliveryQueries.Share> shares =
        queries.shares(now.minus(DAY), now.plus(DAY)).stream()
            .collect(Collectors.toMap(DeliveryQueries.Share::source, Function.identity()));
    return sources.all().stream()
        .map(source -> view(source, depths.get(source.name()), shares.get(source.name()), queries))
        .toList();
  }

  private static SourceView view(
      WebhookSource source,
      @Nullable QueueDepth queue,
      DeliveryQueries.@Nullable Share share,
      DeliveryQueries queries) {
    DeliveryFilter filter = new DeliveryFilter(source.name(), null, null, null, null, null);
    return SourceView.of(
        source,
        queue,
        queries.newest(filter, null, 1).stream().findFirst().orElse(null),
        share == null ? 0 : share.deliveries(),
        share == null ? 0 : share.accepted());
  }

  /** How much waits in the queue of each source that has one. */
  private Map<String, QueueDepth> depths() {
    Map<String, String> endpoints = new LinkedHashMap<>();
    for (WebhookSource source : sources.all()) {
      SourceSettings set = settings.sources().get(source.name());
      if (source.queued() && set != null && set.dispatch() != null) {
        endpoints.put(source.name(), set.dispatch());
      }
    }
    Map<String, QueueDepth> known = queues.of(new LinkedHashSet<>(endpoints.values()));
    Map<String, QueueDepth> bySource = new LinkedHashMap<>();
    endpoints.forEach(
        (source, endpoint) -> bySource.put(source, Objects.requireNonNull(known.get(endpoint))));
    return bySource;
  }
}
