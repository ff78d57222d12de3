package io.groqwebhooks.settings;

import java.time.Duration;

/**
 * How a queue between acceptance and handling is used: the settings under {@code webhooks.queue}.
 * Immutable.
 *
 * @param concurrency how many events are handled at once
 * @param timeout how long the broker may take to confirm an event; from 100 ms
 */
public record QueueSettings(Integer concurrency, Duration timeout) {

  private static final String PREFIX = "webhooks.queue.";

  /** Sets defaults and checks. */
  public QueueSettings {
    concurrency = Check.orDefault(concurrency, 8);
    timeout = Check.orDefault(timeout, Duration.ofSeconds(5));
    Check.positive(PREFIX + "concurrency", concurrency);
    Check.atLeast(Duration.ofMillis(100), PREFIX + "timeout", timeout);
  }
}
