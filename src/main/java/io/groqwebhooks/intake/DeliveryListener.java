package io.groqwebhooks.intake;

import io.groqwebhooks.event.EventEnvelope;
import org.jspecify.annotations.Nullable;

/**
 * Is told what became of each delivery. It is called on the thread that answers, so that it must be
 * quick. What it throws is logged, and disturbs neither the answer nor other listeners.
 */
public interface DeliveryListener {

  /**
   * A delivery and its end.
   *
   * @param source the source's name
   * @param envelope the event, or null if the delivery was refused before one was known
   * @param outcome what became of it
   * @param reason why it was refused, or null; never holds anything that an unverified request
   *     brought
   * @param durationNanos how long the sender waited from the first byte that it sent, in
   *     nanoseconds
   */
  record EndedDelivery(
      String source,
      @Nullable EventEnvelope envelope,
      Outcome outcome,
      @Nullable String reason,
      long durationNanos) {}

  /** The answer of a delivery is about to be written. */
  void ended(EndedDelivery delivery);
}
