package io.groqwebhooks.settings;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All settings, which are the properties under {@code webhooks}. Each record holds the defaults and
 * checks of its group, in its constructor, which takes null for what nobody has set; Spring calls
 * it, and so does {@link SettingsReader}. Immutable.
 *
 * @param sources the senders that events are received from, by name
 * @param claims how events are remembered
 * @param retry how a failing step is tried again
 * @param queue how a queue between acceptance and handling is used
 * @param deadLetter the endpoint for events that could not be handled
 * @param deadLetterEnabled whether they go there; null for behind a queue only
 * @param routesDir the receiver's folder with routes; null for {@code routes}, or those in the jar
 * @param reload whether edits in that folder are taken over while the receiver runs
 * @param maxInFlight how many deliveries are handled at once
 * @param maxBufferedSize how much memory bodies on their way may take; by default a quarter of the
 *     heap
 * @param receiveTimeout how long a body may take to arrive; from 100 ms
 * @param answerTimeout how long a sender waits for a handler; from 100 ms
 */
public record WebhookSettings(
    Map<String, SourceSettings> sources,
    ClaimSettings claims,
    RetrySettings retry,
    QueueSettings queue,
    String deadLetter,
    @Nullable Boolean deadLetterEnabled,
    @Nullable String routesDir,
    Boolean reload,
    Integer maxInFlight,
    ByteSize maxBufferedSize,
    Duration receiveTimeout,
    Duration answerTimeout) {

  /** The property under which all settings are. */
  public static final String ROOT = "webhooks";

  static final String SOURCES = ROOT + ".sources.";

  /** Sets defaults and checks. */
  @SuppressWarnings("NullAway") // null is what nobody has set
  public WebhookSettings {
    sources =
        Collections.unmodifiableMap(
            new TreeMap<>(Check.orDefault(sources, Map.<String, SourceSettings>of())));
    claims = Check.orDefault(claims, new ClaimSettings(null, null, null, null));
    retry = Check.orDefault(retry, new RetrySettings(null, null, null, null, null));
    queue = Check.orDefault(queue, new QueueSettings(null, null));
    deadLetter = Check.orDefault(deadLetter, "file:data/dead-letter?tempPrefix=.");
    reload = Check.orDefault(reload, false);
    maxInFlight = Check.orDefault(maxInFlight, 200);
    maxBufferedSize =
        Check.orDefault(maxBufferedSize, ByteSize.ofBytes(Runtime.getRuntime().maxMemory() / 4));
    receiveTimeout = Check.orDefault(receiveTimeout, Duration.ofSeconds(10));
    answerTimeout = Check.orDefault(answerTimeout, Duration.ofSeconds(30));
    sources.forEach((name, source) -> source.check(name));
    InvalidSettingException.unless(
        !deadLetter.isBlank(), "webhooks.dead-letter", "an endpoint", "empty");
    Check.positive("webhooks.max-in-flight", maxInFlight);
    Check.positive("webhooks.max-buffered-size", maxBufferedSize.bytes());
    Check.atLeast(Duration.ofMillis(100), "webhooks.receive-timeout", receiveTimeout);
    Check.atLeast(Duration.ofMillis(100), "webhooks.answer-timeout", answerTimeout);
  }

  /**
   * The same with the secrets that environment variables hold for these sources.
   *
   * @param variables gives a variable's value, or null if it is not set
   */
  public WebhookSettings withSecretsOf(Function<String, @Nullable String> variables) {
    Map<String, SourceSettings> more = new TreeMap<>();
    sources.forEach((name, source) -> more.put(name, source.withSecretsOf(name, variables)));
    return new WebhookSettings(
        more,
        claims,
        retry,
        queue,
        deadLetter,
        deadLetterEnabled,
        routesDir,
        reload,
        maxInFlight,
        maxBufferedSize,
        receiveTimeout,
        answerTimeout);
  }
}
