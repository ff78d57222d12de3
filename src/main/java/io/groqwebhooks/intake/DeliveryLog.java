package io.groqwebhooks.intake;

import io.groqwebhooks.event.EventEnvelope;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log line for every delivery: what it was, what became of it, and why. Nothing of an
 * unverified request is ever part of it. Safe for use by several threads.
 */
public final class DeliveryLog {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.delivery");

  /** A delivery was refused before its body was looked at. */
  void refused(String source, Outcome outcome) {
    LOG.info("{}: {}", source, outcome.label());
  }

  void answered(
      String source,
      @Nullable EventEnvelope envelope,
      Outcome outcome,
      @Nullable String reason,
      long durationNanos) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(durationNanos);
    if (envelope == null) {
      LOG.info("{}: {}: {}", source, outcome.label(), reason);
    } else if (reason != null) {
      LOG.warn(
          "{} {} {}: {} in {} ms: {}",
          source,
          envelope.type(),
          envelope.id(),
          outcome.label(),
          millis,
          reason);
    } else {
      LOG.info(
          "{} {} {}: {} in {} ms", source, envelope.type(), envelope.id(), outcome.label(), millis);
    }
  }
}
