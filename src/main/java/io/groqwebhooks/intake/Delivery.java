package io.groqwebhooks.intake;

import io.groqwebhooks.claim.ClaimIdempotentRepository;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.claim.EventInProgressException;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.source.WebhookSource;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.SynchronizationRouteAware;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One delivery on its way through the Kamelet: knows what became of it, and answers when the
 * Kamelet's route is done.
 *
 * <p>This is no step of the route, since steps are skipped: by a handler's {@code stop}, by a
 * failure, by an {@code onException} that handled one. The sender must get an answer of ours in
 * every case, and never the exchange's body.
 */
final class Delivery extends SynchronizationAdapter implements SynchronizationRouteAware {

  private static final String PROPERTY = "WebhookDelivery";

  private final WebhookSource source;
  private final DeliveryListeners listeners;
  private final @Nullable ReceivedRequest request;
  private final long begun = System.nanoTime();
  private @Nullable EventEnvelope envelope;
  private @Nullable Outcome refusal;
  private @Nullable String reason;

  /** The text that the sender asked to see, or null if it did not. */
  private @Nullable String challenge;

  private @Nullable VerifiedDelivery verified;

  private Delivery(
      WebhookSource source, DeliveryListeners listeners, @Nullable ReceivedRequest request) {
    this.source = source;
    this.listeners = listeners;
    this.request = request;
  }

  static Delivery begin(
      Exchange exchange,
      WebhookSource source,
      DeliveryListeners listeners,
      @Nullable ReceivedRequest request) {
    Delivery delivery = new Delivery(source, listeners, request);
    exchange.setProperty(PROPERTY, delivery);
    exchange.getExchangeExtension().addOnCompletion(delivery);
    return delivery;
  }

  static Delivery of(Exchange exchange) {
    Delivery delivery = exchange.getProperty(PROPERTY, Delivery.class);
    if (delivery == null) {
      throw new IllegalStateException(
          "The exchange did not come through the Kamelet verified-webhook-source");
    }
    return delivery;
  }

  void verified(VerifiedDelivery request) {
    this.verified = request;
  }

  /** What was kept of the request when it was verified. */
  VerifiedDelivery verified() {
    if (verified == null) {
      throw new IllegalStateException("The signature has not been verified");
    }
    return verified;
  }

  void identify(EventEnvelope read) {
    this.envelope = read;
  }

  @Override
  public SynchronizationRouteAware getRouteSynchronization() {
    return this;
  }

  @Override
  public void onBeforeRoute(Route route, Exchange exchange) {}

  @Override
  public void onAfterRoute(Route route, Exchange exchange) {
    if (route.getRouteId().equals(exchange.getFromRouteId())) {
      answer(exchange);
    }
  }

  /**
   * Ends the delivery before it reaches the route that uses the Kamelet, without troubling an error
   * handler.
   */
  void refuse(Exchange exchange, Outcome outcome, String reason) {
    this.reason = reason;
    end(exchange, outcome);
  }

  /** Ends the delivery of what is no event, with an answer that shows the text. */
  void challenge(Exchange exchange, String text) {
    this.challenge = text;
    end(exchange, Outcome.CHALLENGED);
  }

  private void end(Exchange exchange, Outcome outcome) {
    this.refusal = outcome;
    exchange.setRouteStop(true);
  }

  private void answer(Exchange exchange) {
    Outcome outcome = refusal != null ? refusal : outcome(exchange);
    String text = outcome == Outcome.INVALID ? reason : challenge;
    HttpAnswer answer = text == null ? HttpAnswer.of(outcome) : HttpAnswer.of(outcome, text);
    Exception failure = exchange.getException();
    if (outcome == Outcome.UNAVAILABLE && failure != null) {
      // A handler's failure is told by its error handler, this one by nobody else.
      reason = failure.getMessage();
    }
    listeners.ended(
        new DeliveryListener.EndedDelivery(
            source.name(), envelope, outcome, reason, System.nanoTime() - begun));
    exchange.setException(null);
    exchange.setRollbackOnly(false);
    exchange.setRollbackOnlyLast(false);
    if (request == null) {
      answer.writeTo(exchange.getMessage());
    } else {
      request.answer(answer);
    }
  }

  private Outcome outcome(Exchange exchange) {
    Exception failure = exchange.getException();
    if (failure == null) {
      if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
        return Outcome.FAILED;
      }
      return ClaimIdempotentRepository.isDuplicate(exchange) ? Outcome.DUPLICATE : Outcome.ACCEPTED;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EventInProgressException) {
        return Outcome.IN_PROGRESS;
      }
      if (cause instanceof ClaimsUnavailableException) {
        return Outcome.UNAVAILABLE;
      }
      if (cause instanceof RejectedExecutionException) {
        return Outcome.NOT_RUNNING;
      }
    }
    // Where a queue stands between, it is the queue that failed, and nothing was handled.
    return source.queued() ? Outcome.UNAVAILABLE : Outcome.FAILED;
  }

  /**
   * The answer belongs to the exchange that the sender waits for, and not to one that a route made
   * of it.
   */
  @Override
  public boolean allowHandover() {
    return false;
  }
}
