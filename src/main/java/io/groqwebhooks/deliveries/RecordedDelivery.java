package io.groqwebhooks.deliveries;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the log has it, or one of the events of a delivery that held several.
 *
 * @param id identifies it
 * @param deliveryId the delivery that an event of several came in, or null
 * @param receivedAt when it came
 * @param source the source's name
 * @param eventId the sender's identifier of the event, or null if none is known
 * @param eventType the event's type, or null
 * @param subject what the event is about, or null
 * @param events how many events it held
 * @param outcome what became of it, as {@code Outcome.label()} says it
 * @param reason why it was refused, or null
 * @param problem what was found wrong with it, or null
 * @param remedy what to change, or null
 * @param status the HTTP status of the answer
 * @param durationMicros how long the sender waited, in microseconds
 * @param size the bytes of its body
 * @param attempts how often the step of its route was tried that failed last, or 1
 * @param traceId the trace that it belongs to, or null
 * @param client the address that an unverified request came from, or null
 * @param claimedId what an unverified request called itself, or null
 * @param contentType what the request said that its body is, or null
 * @param ended what became of the event after the answer, {@code handled} or {@code dead letter},
 *     or null
 * @param endedAt when that was, or null
 * @param bodyKept whether its body is kept
 */
public record RecordedDelivery(
    UUID id,
    @Nullable UUID deliveryId,
    Instant receivedAt,
    String source,
    @Nullable String eventId,
    @Nullable String eventType,
    @Nullable String subject,
    int events,
    String outcome,
    @Nullable String reason,
    @Nullable String problem,
    @Nullable String remedy,
    int status,
    long durationMicros,
    int size,
    int attempts,
    @Nullable String traceId,
    @Nullable String client,
    @Nullable String claimedId,
    @Nullable String contentType,
    @Nullable String ended,
    @Nullable Instant endedAt,
    boolean bodyKept) {}
