package io.groqwebhooks.settings;

import java.time.Duration;

/**
 * How a failing step of a handler is tried again: the settings under {@code webhooks.retry}.
 * Immutable.
 *
 * @param maxRedeliveries how often a step is tried again before its handler has failed; 0 or more
 * @param delay how long the first retry waits
 * @param multiplier how much longer each further retry waits than the one before; 1 or more
 * @param maxDelay the longest that a retry waits; at least the delay
 * @param jitter by which part of itself a wait is made longer or shorter at random; from 0 to below
 *     1
 */
public record RetrySettings(
    Integer maxRedeliveries, Duration delay, Double multiplier, Duration maxDelay, Double jitter) {

  private static final String PREFIX = "webhooks.retry.";

  /** What applies where nobody has set anything. */
  @SuppressWarnings("NullAway") // null is what nobody has set
  public static final RetrySettings DEFAULT = new RetrySettings(null, null, null, null, null);

  /** Sets defaults and checks. */
  public RetrySettings {
    maxRedeliveries = Check.orDefault(maxRedeliveries, 3);
    delay = Check.orDefault(delay, Duration.ofMillis(200));
    multiplier = Check.orDefault(multiplier, 2.0);
    maxDelay = Check.orDefault(maxDelay, Duration.ofSeconds(2));
    jitter = Check.orDefault(jitter, 0.2);
    InvalidSettingException.unless(
        maxRedeliveries >= 0, PREFIX + "max-redeliveries", "0 or more", maxRedeliveries);
    Check.atLeast(Duration.ZERO, PREFIX + "delay", delay);
    Check.atLeast(delay, PREFIX + "max-delay", maxDelay);
    InvalidSettingException.unless(multiplier >= 1, PREFIX + "multiplier", "1 or more", multiplier);
    InvalidSettingException.unless(
        jitter >= 0 && jitter < 1, PREFIX + "jitter", "from 0 to below 1", jitter);
  }
}
