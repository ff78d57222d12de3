package io.groqwebhooks.intake;

import io.groqwebhooks.source.WebhookSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The way in, for every source of an application and whatever its HTTP server is. Safe for use by
 * several threads.
 */
public final class Intake implements AutoCloseable {

  private final Admission admission;
  private final DeliveryListeners listeners;
  private final IntakeRoutes routes = new IntakeRoutes();
  private final CostlyWork costlyWork = new CostlyWork();
  private final PendingAnswers pending;
  private final RefusalDoctor doctor;

  /**
   * The way in to routes.
   *
   * @param admission how much is let in at once
   * @param listeners who is told what became of deliveries
   * @param answerTimeout how long a sender waits for a handler
   */
  public Intake(Admission admission, DeliveryListeners listeners, Duration answerTimeout) {
    this.admission = admission;
    this.listeners = listeners;
    this.pending = new PendingAnswers(answerTimeout);
    this.doctor = new RefusalDoctor(listeners);
  }

  /** How much is let in at once. */
  public Admission admission() {
    return admission;
  }

  /** Whether senders that wait too long are told so. */
  public boolean isAlive() {
    return pending.isAlive();
  }

  /** The routes that begin at sources' paths; a listener of Camel's HTTP component. */
  public IntakeRoutes routes() {
    return routes;
  }

  /**
   * A request has begun to arrive at the source's path.
   *
   * @param firstByteAt when its first byte came, by {@link System#nanoTime()}
   * @param client the address that the request came from, or null if no server has told
   * @param responder writes the answer
   */
  public Delivery begin(
      WebhookSource source,
      long firstByteAt,
      @Nullable String client,
      Delivery.Responder responder) {
    return new Delivery(this, source, firstByteAt, client, responder);
  }

  DeliveryListeners listeners() {
    return listeners;
  }

  CostlyWork costlyWork() {
    return costlyWork;
  }

  RefusalDoctor doctor() {
    return doctor;
  }

  PendingAnswers pending() {
    return pending;
  }

  @Override
  public void close() {
    pending.close();
    doctor.close();
  }
}
