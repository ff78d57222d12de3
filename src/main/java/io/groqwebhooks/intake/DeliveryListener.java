package io.groqwebhooks.intake;

import io.groqwebhooks.event.EventEnvelope;
import org.jspecify.annotations.Nullable;

/**
 * Is told what became of each delivery. Called on the thread that answers, so that it must be quick
 * and must not throw.
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
   * @param durationNanos how long it took from its arrival, in nanoseconds; 0 if it was refused at
   *     once
   */
  record EndedDelivery(
      String source,
      @Nullable EventEnvelope envelope,
      Outcome outcome,
      @Nullable String reason,
      long durationNanos) {}

  /** A delivery has ended; its answer is about to be written. */
  void ended(EndedDelivery delivery);
}
