package io.groqwebhooks.intake;

import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.OriginalEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Is told what became of each delivery. It is called on the thread that answers, so that it must be
 * quick. What it throws is logged, and disturbs neither the answer nor other listeners.
 */
public interface DeliveryListener {

  /**
   * A delivery and its end.
   *
   * @param id identifies the delivery; in the order of time
   * @param source the source's name
   * @param envelope the event, or null if the delivery was refused before one was known
   * @param events how many events it holds; 0 if it was refused before that was known
   * @param each what became of each of several events; empty if there is one at most
   * @param outcome what became of it
   * @param reason why it was refused, or null; never holds anything that an unverified request
   *     brought
   * @param status the HTTP status of the answer
   * @param durationNanos how long the sender waited from the first byte that it sent, in
   *     nanoseconds
   * @param attempts how often the step of its route was tried that failed last, or 1
   * @param size how many bytes the body has; 0 if it was not read
   * @param verified what came in it, or null if it was not verified
   * @param claimed what the request said of itself, or null if it was verified
   */
  record EndedDelivery(
      UUID id,
      String source,
      @Nullable EventEnvelope envelope,
      int events,
      List<EndedEvent> each,
      Outcome outcome,
      @Nullable String reason,
      int status,
      long durationNanos,
      int attempts,
      int size,
      @Nullable Verified verified,
      @Nullable Claimed claimed) {}

  /**
   * What a sender's request brought.
   *
   * @param body its bytes, which are not copied and must not be changed
   * @param contentType what they are, or null if it does not say
   * @param traceId the trace that it belongs to: the sender's if it names one, else Camel's own
   *     where Camel traces routes, or null
   * @param secret the secret that has verified it, or null if that is none of the source's: its key
   *     is one that the sender publishes
   */
  @SuppressWarnings("ArrayRecordComponent") // carried from one place to another, never compared
  record Verified(
      byte[] body,
      @Nullable String contentType,
      @Nullable String traceId,
      @Nullable UsedSecret secret) {}

  /**
   * One of the source's secrets, as it is told from the others.
   *
   * @param position its position among them, from 1
   * @param since since when it is known here
   */
  record UsedSecret(int position, Instant since) {}

  /**
   * One of several events of a delivery, and its end.
   *
   * @param event the event
   * @param outcome what became of it
   * @param attempts how often the step of its route was tried that failed last, or 1
   */
  record EndedEvent(OriginalEvent event, Outcome outcome, int attempts) {}

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

  /**
   * A refused delivery was examined, after it has ended, on another thread. Not each one is.
   *
   * @param problem what is wrong with it, in a sentence
   * @param remedy what to change, in a sentence
   */
  default void explained(EndedDelivery delivery, String problem, String remedy) {}
}
