package io.groqwebhooks.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the receiver needs to know of an event; everything else stays in the body.
 *
 * @param id the sender's identifier of the event, the same on every delivery
 * @param type the event's type, by which it is routed
 * @param created when the sender says that the event came about, or null if it does not say
 * @param subject what the event is about, or null if the sender does not say
 */
public record EventEnvelope(
    String id, String type, @Nullable Instant created, @Nullable String subject) {

  /** One without a subject. */
  public EventEnvelope(String id, String type, @Nullable Instant created) {
    this(id, type, created, null);
  }
}
