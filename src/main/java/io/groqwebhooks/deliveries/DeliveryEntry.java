package io.groqwebhooks.deliveries;

import io.groqwebhooks.intake.DeliveryListener.EndedDelivery;
import io.groqwebhooks.intake.DeliveryListener.EndedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is written of a delivery, now or later. */
sealed interface DeliveryEntry {

  /** How many bytes of bodies it holds. */
  default int bodyBytes() {
    return 0;
  }

  /**
   * A row, or several.
   *
   * @param delivery the delivery's end, without its body
   * @param bodies the bodies that are kept, of the delivery itself or of its events in order; null
   *     for each that is not
   */
  record Came(EndedDelivery delivery, List<byte @Nullable []> bodies) implements DeliveryEntry {

    /**
     * @param largestBody the largest body to keep, in bytes; 0 for none
     */
    static Came of(EndedDelivery delivery, int largestBody) {
      List<byte @Nullable []> bodies = new ArrayList<>();
      if (largestBody > 0 && delivery.verified() != null) {
        if (delivery.each().isEmpty()) {
          bodies.add(small(delivery.verified().body(), largestBody));
        }
        for (EndedEvent event : delivery.each()) {
          bodies.add(small(event.event().body(), largestBody));
        }
      }
      return new Came(delivery, bodies);
    }

    Came withoutBodies() {
      return new Came(delivery, List.of());
    }

    private static byte @Nullable [] small(@Nullable Object body, int largest) {
      return body instanceof byte[] bytes && bytes.length <= largest ? bytes : null;
    }

    @Override
    public int bodyBytes() {
      int sum = 0;
      for (byte @Nullable [] body : bodies) {
        sum += body == null ? 0 : body.length;
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
