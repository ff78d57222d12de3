package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.RecordedDelivery;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as a line of a table.
 *
 * @param id identifies it
 * @param time when it came, for people
 * @param iso the same in ISO 8601
 * @param source the source's name
 * @param type the event's type, or how many events there were
 * @param event the event's id, or what an unverified request called itself
 * @param outcome what became of it
 * @param tone how that looks
 * @param reason why it was refused, or null
 * @param ended what became of its event later, or null
 * @param status the HTTP status of the answer
 * @param took how long the sender waited
 * @param size how large the body was, or empty
 */
record DeliveryRow(
    String id,
    String time,
    String iso,
    String source,
    String type,
    String event,
    String outcome,
    String tone,
    @Nullable String reason,
    @Nullable String ended,
    int status,
    String took,
    String size) {

  static DeliveryRow of(RecordedDelivery delivery) {
    return new DeliveryRow(
        delivery.id().toString(),
        Texts.time(delivery.receivedAt()),
        delivery.receivedAt().toString(),
        delivery.source(),
        delivery.events() > 1
            ? delivery.events() + " events"
            : Objects.requireNonNullElse(delivery.eventType(), ""),
        Objects.requireNonNullElse(delivery.eventId(), ""),
        delivery.outcome(),
        Texts.tone(delivery),
        delivery.reason(),
        delivery.ended(),
        delivery.status(),
        Texts.took(delivery.durationMicros()),
        Texts.size(delivery));
  }

  static List<DeliveryRow> all(List<RecordedDelivery> deliveries) {
    return deliveries.stream().map(DeliveryRow::of).toList();
  }
}
