package io.groqwebhooks.deliveries;

import io.groqwebhooks.event.OriginalEvent;
import io.groqwebhooks.intake.DeliveryListener.EndedDelivery;
import io.groqwebhooks.intake.DeliveryListener.EndedEvent;
import io.groqwebhooks.intake.DeliveryListener.Verified;
import io.groqwebhooks.intake.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is written of a delivery, now or later. */
@SuppressWarnings("ArrayRecordComponent") // carried from one place to another, never compared
sealed interface DeliveryEntry {

  /** How many bytes of bodies it holds. */
  default int bodyBytes() {
    return 0;
  }

  /**
   * A row, or several.
   *
   * @param delivery the delivery's end, of which no body is held
   * @param events its events, if it held several
   * @param body the delivery's body if it is kept, or null
   */
  record Came(EndedDelivery delivery, List<OneOfSeveral> events, byte @Nullable [] body)
      implements DeliveryEntry {

    /**
     * One of several events.
     *
     * @param size the bytes of its body
     * @param body its body if it is kept, or null
     */
    record OneOfSeveral(
        String id,
        @Nullable String type,
        @Nullable String subject,
        Outcome outcome,
        int attempts,
        int size,
        byte @Nullable [] body) {}

    /**
     * @param largestBody the largest body to keep, in bytes; 0 for none
     */
    static Came of(EndedDelivery delivery, int largestBody) {
      List<OneOfSeveral> events = new ArrayList<>();
      for (EndedEvent each : delivery.each()) {
        OriginalEvent event = each.event();
        byte[] body = event.body() instanceof byte[] bytes ? bytes : new byte[0];
        events.add(
            new OneOfSeveral(
                event.id(),
                event.type(),
                event.subject(),
                each.outcome(),
                each.attempts(),
                body.length,
                small(body, largestBody)));
      }
      Verified verified = delivery.verified();
      byte[] body =
          verified == null || !events.isEmpty() ? null : small(verified.body(), largestBody);
      return new Came(withoutBodies(delivery), events, body);
    }

    private static byte @Nullable [] small(byte[] body, int largest) {
      return largest > 0 && body.length <= largest ? body : null;
    }

    private static EndedDelivery withoutBodies(EndedDelivery delivery) {
      Verified verified = delivery.verified();
      return new EndedDelivery(
          delivery.id(),
          delivery.source(),
          delivery.envelope(),
          delivery.events(),
          List.of(),
          delivery.outcome(),
          delivery.reason(),
          delivery.status(),
          delivery.durationNanos(),
          delivery.attempts(),
          delivery.size(),
          verified == null
              ? null
              : new Verified(
                  new byte[0], verified.contentType(), verified.traceId(), verified.secret()),
          delivery.claimed());
    }

    @Override
    public int bodyBytes() {
      int sum = body == null ? 0 : body.length;
      for (OneOfSeveral event : events) {
        sum += event.body() == null ? 0 : event.body().length;
      }
      return sum;
    }
  }

  /** What was found wrong with a refused delivery. */
  record Explained(UUID id, String problem, String remedy) implements DeliveryEntry {}

  /** What became of an event after its delivery was answered. */
  record Ended(
      String source, String eventId, Instant receivedAt, String how, int attempts, Instant at)
      implements DeliveryEntry {}
}
