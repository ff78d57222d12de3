package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.DeliveryFilter;
import io.groqwebhooks.deliveries.DeliveryQueries;
import io.groqwebhooks.deliveries.RecordedDelivery;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A source, and what the log knows of it; never its secrets.
 *
 * @param name its name
 * @param path where its sender posts to
 * @param sender how its sender signs
 * @param secrets how many secrets are valid
 * @param queued whether a queue keeps its events
 * @param lastDelivery its newest delivery, or null
 * @param deliveries how many it had within a day, or null if that is not logged
 * @param accepted how many of them were answered 2xx, or null
 */
record SourceView(
    String name,
    String path,
    String sender,
    int secrets,
    boolean queued,
    @Nullable RecordedDelivery lastDelivery,
    @Nullable Long deliveries,
    @Nullable Long accepted) {

  private static final Duration DAY = Duration.ofDays(1);

  static List<SourceView> all(WebhookSources sources, Log log) {
    return log.isOff()
        ? sources.all().stream().map(source -> of(source, null, null, null)).toList()
        : log.ask(queries -> all(sources, queries));
  }

  private static List<SourceView> all(WebhookSources sources, DeliveryQueries queries) {
    Instant now = Instant.now();
    Map<String, DeliveryQueries.Share> shares =
        queries.shares(now.minus(DAY), now.plus(DAY)).stream()
            .collect(Collectors.toMap(DeliveryQueries.Share::source, Function.identity()));
    List<SourceView> views = new ArrayList<>();
    for (WebhookSource source : sources.all()) {
      DeliveryFilter filter = new DeliveryFilter(source.name(), null, null, null, null, null);
      DeliveryQueries.Share share = shares.get(source.name());
      views.add(
          of(
              source,
              queries.newest(filter, null, 1).stream().findFirst().orElse(null),
              share == null ? 0 : share.deliveries(),
              share == null ? 0 : share.accepted()));
    }
    return views;
  }

  private static SourceView of(
      WebhookSource source,
      @Nullable RecordedDelivery last,
      @Nullable Long deliveries,
      @Nullable Long accepted) {
    return new SourceView(
        source.name(),
        source.path(),
        source.sender().name(),
        source.secrets().all().size(),
        source.queued(),
        last,
        deliveries,
        accepted);
  }

  /** When its newest delivery came, for people. */
  String lastTime() {
    return lastDelivery == null ? "" : Texts.time(lastDelivery.receivedAt());
  }

  /** The part of its deliveries that was accepted, for people. */
  String share() {
    if (deliveries == null || accepted == null || deliveries == 0) {
      return "";
    }
    return String.format(Locale.ROOT, "%.1f %% of %d", 100.0 * accepted / deliveries, deliveries);
  }

  Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("path", path);
    map.put("sender", sender);
    map.put("secrets", secrets);
    map.put("queued", queued);
    map.put("lastDelivery", lastDelivery == null ? null : Api.map(lastDelivery));
    map.put("deliveriesOfDay", deliveries);
    map.put("acceptedOfDay", accepted);
    return map;
  }
}
