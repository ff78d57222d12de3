package io.groqwebhooks.wiring;

import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings that routes and the Kamelet read, as {@code {{webhooks.retry.delay}}}. Immutable.
 *
 * @param deadLetter the endpoint for events that could not be handled
 * @param deadLetterEnabled whether they go there; null for behind a queue only
 * @param queueConcurrency how many events of a queue are handled at once
 * @param queueTimeout how long the broker may take to confirm an event
 * @param retry how a failing step is tried again
 */
public record RouteSettings(
    String deadLetter,
    @Nullable Boolean deadLetterEnabled,
    int queueConcurrency,
    Duration queueTimeout,
    Retry retry) {

  /**
   * How a failing step is tried again.
   *
   * @param maxRedeliveries how often
   * @param delay the first wait
   * @param multiplier by how much each further wait is longer
   * @param maxDelay the longest wait
   * @param jitter by which part of itself a wait is made longer or shorter at random
   */
  public record Retry(
      int maxRedeliveries, Duration delay, double multiplier, Duration maxDelay, double jitter) {}

  /** These settings and the sources' paths, by property. */
  public Map<String, String> toProperties(WebhookSources sources) {
    boolean queued = sources.all().stream().anyMatch(WebhookSource::queued);
    Map<String, String> values = new HashMap<>();
    values.put("webhooks.dead-letter", deadLetter);
    values.put(
        "webhooks.dead-letter-enabled",
        Boolean.toString(Objects.requireNonNullElse(deadLetterEnabled, queued)));
    // An event whose claim cannot be had now: its sender can come again, a queue's consumer waits.
    values.put("webhooks.claims.max-redeliveries", queued ? "-1" : "0");
    values.put("webhooks.dead-letter-max-redeliveries", queued ? "-1" : "0");
    values.put("webhooks.queue.concurrency", Integer.toString(queueConcurrency));
    values.put("webhooks.queue.timeout", Long.toString(queueTimeout.toMillis()));
    values.put("webhooks.retry.max-redeliveries", Integer.toString(retry.maxRedeliveries()));
    values.put("webhooks.retry.delay", Long.toString(retry.delay().toMillis()));
    values.put("webhooks.retry.multiplier", Double.toString(retry.multiplier()));
    values.put("webhooks.retry.max-delay", Long.toString(retry.maxDelay().toMillis()));
    values.put("webhooks.retry.jitter", Double.toString(retry.jitter()));
    for (WebhookSource source : sources.all()) {
      values.put("webhooks.sources." + source.name() + ".path", source.path());
    }
    return Map.copyOf(values);
  }
}
