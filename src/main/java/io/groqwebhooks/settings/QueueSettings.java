package io.groqwebhooks.settings;

import java.time.Duration;

/**
 * How a queue between acceptance and handling is used: the settings under {@code webhooks.queue}.
 * Immutable.
 *
 * @param concurrency how many events are handled at once
 * @param timeout how long the broker may take to confirm an event; from 100 ms
 * @param retryTimeout how long a step is tried again behind the queue while the system that it
 *     calls is away; 0 or more
 */
public record QueueSettings(Integer concurrency, Duration timeout, Duration retryTimeout) {

  private static final String PREFIX = "webhooks.queue.";

  /** Sets defaults and checks. */
  public QueueSettings {
    concurrency = Check.orDefault(concurrency, 8);
    timeout = Check.orDefault(timeout, Duration.ofSeconds(5));
    retryTimeout = Check.orDefault(retryTimeout, Duration.ofMinutes(10));
    Check.positive(PREFIX + "concurrency", concurrency);
    Check.atLeast(Duration.ofMillis(100), PREFIX + "timeout", timeout);
    Check.atLeast(Duration.ZERO, PREFIX + "retry-timeout", retryTimeout);
  }
}
