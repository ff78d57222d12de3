package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.RecordedDelivery;
import io.groqwebhooks.queue.QueueDepth;
import io.groqwebhooks.source.KnownSecret;
import io.groqwebhooks.source.WebhookSource;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A source, and what the log knows of it; never its secrets.
 *
 * @param name its name
 * @param path where its sender posts to
 * @param sender how its sender signs
 * @param secrets the secrets that are valid, told apart by their positions
 * @param keys why there is no secret, or null if there is one
 * @param trouble what is wrong with the files that hold its secrets, or null
 * @param queue the queue that keeps its events, and how much waits there, or null if there is none
 * @param lastDelivery its newest delivery, or null
 * @param deliveries how many it had within a day, or null if that is not logged
 * @param accepted how many of them were answered 2xx, or null
 */
record SourceView(
    String name,
    String path,
    String sender,
    List<SecretView> secrets,
    @Nullable String keys,
    @Nullable String trouble,
    @Nullable QueueDepth queue,
    @Nullable RecordedDelivery lastDelivery,
    @Nullable Long deliveries,
    @Nullable Long accepted) {

  /**
   * A secret, by its position and age, never by what it is.
   *
   * @param position its position among the source's, from 1
   * @param since since when it is known to this receiver
   * @param verifiedAt when it has verified a delivery last since the start, or null
   * @param last whether it has verified the last one
   */
  record SecretView(int position, Instant since, @Nullable Instant verifiedAt, boolean last) {

    static List<SecretView> all(WebhookSource source) {
      List<KnownSecret> secrets = source.secrets().current().secrets();
      // What is read once: it may change meanwhile.
      List<Instant> times =
          secrets.stream()
              .map(secret -> Objects.requireNonNullElse(secret.verifiedAt(), Instant.MIN))
              .toList();
      Instant last = times.stream().max(Comparator.naturalOrder()).orElse(Instant.MIN);
      return IntStream.range(0, secrets.size())
          .mapToObj(
              i -> {
                Instant time = times.get(i);
                boolean used = !time.equals(Instant.MIN);
                return new SecretView(
                    i + 1, secrets.get(i).since(), used ? time : null, used && time.equals(last));
              })
          .toList();
    }

    /** Since when it is known, for people. */
    String sinceTime() {
      return Texts.time(since);
    }

    /** When it has verified a delivery last, for people. */
    String verifiedTime() {
      return verifiedAt == null ? "" : Texts.time(verifiedAt);
    }

    Map<String, @Nullable Object> toMap() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("position", position);
      map.put("since", since.toString());
      map.put("verifiedAt", verifiedAt == null ? null : verifiedAt.toString());
      return map;
    }
  }

  static SourceView of(
      WebhookSource source,
      @Nullable QueueDepth queue,
      @Nullable RecordedDelivery last,
      @Nullable Long deliveries,
      @Nullable Long accepted) {
    return new SourceView(
        source.name(),
        source.path(),
        source.sender().name(),
        SecretView.all(source),
        keys(source),
        source.secrets().problem(),
        queue,
        last,
        deliveries,
        accepted);
  }

  private static @Nullable String keys(WebhookSource source) {
    if (source.secrets().isWaiting()) {
      return "waits for the one that its sender brings";
    }
    return source.sender().needsSecret() || !source.secrets().all().isEmpty()
        ? null
        : "none; its sender publishes its keys, which have no position here";
  }

  /** How many secrets are valid. */
  int count() {
    return secrets.size();
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
    map.put("secrets", count());
    map.put("eachSecret", secrets.stream().map(SecretView::toMap).toList());
    map.put("secretFilesProblem", trouble);
    map.put("queued", queue != null);
    map.put("queue", queue == null ? null : queue.queue());
    map.put("waiting", queue == null ? null : queue.waiting());
    map.put("lastDelivery", lastDelivery == null ? null : Api.map(lastDelivery));
    map.put("deliveriesOfDay", deliveries);
    map.put("acceptedOfDay", accepted);
    return map;
  }
}
