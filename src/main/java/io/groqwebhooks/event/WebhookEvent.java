package io.groqwebhooks.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as a handler likes to see it. A route gets one with {@code convertBodyTo:
 * io.groqwebhooks.event.WebhookEvent}.
 *
 * @param source the source that the event was received from
 * @param id the sender's identifier of the event
 * @param type the event's type
 * @param created when the event was created, or null if the sender does not say
 * @param receivedAt when the event was received
 * @param data the event's {@code data}; a missing node if there is none
 */
public record WebhookEvent(
    String source,
    String id,
    String type,
    @Nullable Instant created,
    Instant receivedAt,
    JsonNode data) {}
