package io.groqwebhooks.deliveries;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries somebody looks for; null is any.
 *
 * @param source the source's name
 * @param outcome what became of it, or {@link #NOT_ACCEPTED}
 * @param type the event's type
 * @param event the sender's identifier of the event
 * @param from no earlier than this
 * @param to earlier than this
 */
public record DeliveryFilter(
    @Nullable String source,
    @Nullable String outcome,
    @Nullable String type,
    @Nullable String event,
    @Nullable Instant from,
    @Nullable Instant to) {

  /** In place of an outcome: all that were neither accepted nor known or answered already. */
  public static final String NOT_ACCEPTED = "not accepted";

  /** Any delivery. */
  public static final DeliveryFilter ANY = new DeliveryFilter(null, null, null, null, null, null);
}
