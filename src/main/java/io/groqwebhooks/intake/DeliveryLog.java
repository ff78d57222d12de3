package io.groqwebhooks.intake;

import io.groqwebhooks.event.EventEnvelope;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log line for every delivery: what it was, what became of it, and why. Safe for use by several
 * threads.
 */
public final class DeliveryLog implements DeliveryListener {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.delivery");

  @Override
  public void ended(EndedDelivery delivery) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    String outcome = delivery.outcome().label();
    EventEnvelope event = delivery.envelope();
    long millis = TimeUnit.NANOSECONDS.toMillis(delivery.durationNanos());
    if (event == null && delivery.reason() == null) {
      LOG.info("{}: {}", delivery.source(), outcome);
    } else if (event == null) {
      LOG.info("{}: {}: {}", delivery.source(), outcome, delivery.reason());
    } else if (delivery.reason() == null) {
      LOG.info(
          "{} {} {}: {} in {} ms", delivery.source(), event.type(), event.id(), outcome, millis);
    } else {
      LOG.warn(
          "{} {} {}: {} in {} ms: {}",
          delivery.source(),
          event.type(),
          event.id(),
          outcome,
          millis,
          delivery.reason());
    }
  }
}
