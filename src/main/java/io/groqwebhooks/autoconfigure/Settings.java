package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.settings.InvalidSettingException;
import java.time.Duration;

/** Checks of settings, each failing with a sentence that names the property. */
final class Settings {

  private Settings() {}

  private static void check(boolean valid, String property, String expectation, Object value) {
    InvalidSettingException.unless(valid, property, expectation, value);
  }

  private static void checkAtLeast(Duration least, String property, Duration value) {
    check(value.compareTo(least) >= 0, property, "at least " + least.toMillis() + " ms", value);
  }

  static void check(WebhookProperties properties) {
    check(
        properties.getMaxInFlight() > 0,
        "webhooks.max-in-flight",
        "positive",
        properties.getMaxInFlight());
    check(
        properties.getMaxBufferedSize().toBytes() > 0,
        "webhooks.max-buffered-size",
        "positive",
        properties.getMaxBufferedSize());
    checkAtLeast(
        Duration.ofMillis(100), "webhooks.receive-timeout", properties.getReceiveTimeout());
    checkAtLeast(Duration.ofMillis(100), "webhooks.answer-timeout", properties.getAnswerTimeout());

    WebhookProperties.Claims claims = properties.getClaims();
    checkAtLeast(Duration.ofSeconds(1), "webhooks.claims.lease", claims.getLease());
    checkAtLeast(claims.getLease(), "webhooks.claims.retention", claims.getRetention());
    checkAtLeast(Duration.ofMillis(50), "webhooks.claims.timeout", claims.getTimeout());
    check(
        claims.getTimeout().compareTo(claims.getLease()) < 0,
        "webhooks.claims.timeout",
        "shorter than webhooks.claims.lease",
        claims.getTimeout());

    WebhookProperties.Queue queue = properties.getQueue();
    check(
        queue.getConcurrency() > 0,
        "webhooks.queue.concurrency",
        "positive",
        queue.getConcurrency());
    checkAtLeast(Duration.ofMillis(100), "webhooks.queue.timeout", queue.getTimeout());
    check(!properties.getDeadLetter().isBlank(), "webhooks.dead-letter", "an endpoint", "empty");

    WebhookProperties.Retry retry = properties.getRetry();
    check(
        retry.getMaxRedeliveries() >= 0,
        "webhooks.retry.max-redeliveries",
        "0 or more",
        retry.getMaxRedeliveries());
    checkAtLeast(Duration.ZERO, "webhooks.retry.delay", retry.getDelay());
    checkAtLeast(retry.getDelay(), "webhooks.retry.max-delay", retry.getMaxDelay());
    check(
        retry.getMultiplier() >= 1,
        "webhooks.retry.multiplier",
        "1 or more",
        retry.getMultiplier());
    check(
        retry.getJitter() >= 0 && retry.getJitter() < 1,
        "webhooks.retry.jitter",
        "from 0 to below 1",
        retry.getJitter());
  }
}
