package io.groqwebhooks.intake;

import io.groqwebhooks.claim.ClaimIdempotentRepository;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.claim.EventInProgressException;
import io.groqwebhooks.event.Attempts;
import io.groqwebhooks.event.OriginalEvent;
import io.groqwebhooks.intake.DeliveryListener.EndedEvent;
import io.groqwebhooks.source.AcceptedAnswer;
import io.groqwebhooks.source.Handshake;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.task.FatalError;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.SynchronizationRouteAware;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a delivery when the Kamelet's route is done.
 *
 * <p>This is no step of the route, since steps are skipped: by a handler's {@code stop}, by a
 * failure, by an {@code onException} that handled one. The sender must get an answer of ours in
 * every case, and never the exchange's body.
 */
final class AnswerAfterRoute extends SynchronizationAdapter implements SynchronizationRouteAware {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerAfterRoute.class);

  private static final String PROPERTY = "WebhookAnswer";

  private final Delivery delivery;
  private @Nullable Outcome refusal;
  private @Nullable String reason;

  /** What the sender asked to see, or null if it did not. */
  private Handshake.@Nullable Answer handshake;

  private AnswerAfterRoute(Delivery delivery) {
    this.delivery = delivery;
  }

  static AnswerAfterRoute begin(Exchange exchange, Delivery delivery) {
    AnswerAfterRoute answer = new AnswerAfterRoute(delivery);
    delivery.putInto(exchange);
    exchange.setProperty(PROPERTY, answer);
    exchange.getExchangeExtension().addOnCompletion(answer);
    return answer;
  }

  static AnswerAfterRoute of(Exchange exchange) {
    AnswerAfterRoute answer = exchange.getProperty(PROPERTY, AnswerAfterRoute.class);
    if (answer == null) {
      throw new IllegalStateException(
          "The exchange did not come through the Kamelet verified-webhook-source");
    }
    return answer;
  }

  Delivery delivery() {
    return delivery;
  }

  /**
   * Ends the delivery before it reaches the route that uses the Kamelet, without troubling an error
   * handler.
   */
  void refuse(Exchange exchange, Outcome outcome, String reason) {
    this.reason = reason;
    end(exchange, outcome);
  }

  /** Ends the delivery of what is no event. */
  void handshake(Exchange exchange, Handshake.Answer answer) {
    this.handshake = answer;
    end(exchange, Outcome.CHALLENGED);
  }

  private void end(Exchange exchange, Outcome outcome) {
    this.refusal = outcome;
    exchange.setRouteStop(true);
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

  private void answer(Exchange exchange) {
    Outcome outcome = refusal != null ? refusal : outcome(exchange, delivery.source());
    Exception failure = exchange.getException();
    if (outcome == Outcome.UNAVAILABLE && failure != null) {
      // A handler's failure is told by its error handler, this one by nobody else.
      reason = failure.getMessage();
    }
    exchange.setException(null);
    exchange.setRollbackOnly(false);
    exchange.setRollbackOnlyLast(false);
    delivery.tried(attempts(exchange, outcome));
    if (!delivery.answer(answer(outcome), outcome, reason, false)) {
      LOG.warn(
          "{}: a delivery ended after its sender had been told to come again: {}",
          delivery.source().name(),
          outcome.label());
    }
    FatalError.report(failure);
  }

  private HttpAnswer answer(Outcome outcome) {
    if (handshake != null) {
      return HttpAnswer.of(handshake);
    }
    if (outcome == Outcome.INVALID && reason != null) {
      return HttpAnswer.of(outcome, reason);
    }
    AcceptedAnswer insisted = delivery.source().sender().answer();
    boolean accepted = outcome == Outcome.ACCEPTED || outcome == Outcome.DUPLICATE;
    return accepted && insisted != null ? HttpAnswer.of(insisted) : HttpAnswer.of(outcome);
  }

  /** What became of the event that the exchange carries. */
  static EndedEvent ended(Exchange exchange, OriginalEvent event, WebhookSource source) {
    Outcome outcome = outcome(exchange, source);
    return new EndedEvent(event, outcome, attempts(exchange, outcome));
  }

  private static int attempts(Exchange exchange, Outcome outcome) {
    return outcome == Outcome.ACCEPTED
        ? Attempts.untilDone(exchange)
        : Attempts.untilGivenUp(exchange);
  }

  private static Outcome outcome(Exchange exchange, WebhookSource source) {
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
    // If a queue comes between, it is the queue that failed, and nothing was handled.
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
