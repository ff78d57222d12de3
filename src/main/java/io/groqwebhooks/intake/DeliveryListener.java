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
   * @param events how many events it holds; 0 if it was refused before that was known
   * @param outcome what became of it
   * @param reason why it was refused, or null; never holds anything that an unverified request
   *     brought
   * @param durationNanos how long the sender waited from the first byte that it sent, in
   *     nanoseconds
   * @param claimed what the request said of itself, or null if it was verified
   */
  record EndedDelivery(
      String source,
      @Nullable EventEnvelope envelope,
      int events,
      Outcome outcome,
      @Nullable String reason,
      long durationNanos,
      @Nullable Claimed claimed) {}

  /**
   * What anybody can write into a request, for a person who looks for it in the sender's own log.
   * Short, and without characters that are not printable.
   *
   * @param client the address that the request came from, or null if no server has told
   * @param deliveryId what the sender calls the delivery, or null if it has no such header
   * @param contentType the content type, or null if there is none
   */
  record Claimed(
      @Nullable String client, @Nullable String deliveryId, @Nullable String contentType) {

    private static final int LONGEST = 80;

    /** Shortens and cleans. */
    public Claimed {
      client = printable(client);
      deliveryId = printable(deliveryId);
      contentType = printable(contentType);
    }

    private static @Nullable String printable(@Nullable String text) {
      if (text == null || text.isEmpty()) {
        return null;
      }
      StringBuilder printable = new StringBuilder();
      for (int i = 0; i < text.length() && i < LONGEST; i++) {
        char character = text.charAt(i);
        printable.append(character > ' ' && character < 0x7F ? character : '_');
      }
      return printable.toString();
    }
  }

  /** The answer of a delivery is about to be written. */
  void ended(EndedDelivery delivery);
}
