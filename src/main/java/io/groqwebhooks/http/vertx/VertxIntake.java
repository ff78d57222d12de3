package io.groqwebhooks.http.vertx;

import io.groqwebhooks.intake.DeliveryListener;
import io.groqwebhooks.intake.DeliveryListeners;
import io.groqwebhooks.intake.HttpAnswer;
import io.groqwebhooks.intake.IntakeCapacity;
import io.groqwebhooks.intake.Outcome;
import io.groqwebhooks.intake.RequestHead;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Stands in front of Camel's route on a source's path, on the Vert.x server of Camel Main, and lets
 * only deliveries through that have arrived whole and within the limits. All of it runs on Vert.x's
 * event loops; no thread waits for a body.
 */
public final class VertxIntake {

  /** Before every route that nobody has ordered. */
  private static final int FIRST = -1;

  private final CamelContext context;
  private final WebhookSource source;
  private final IntakeCapacity capacity;
  private final Duration receiveTimeout;
  private final DeliveryListeners listeners;

  private VertxIntake(
      CamelContext context,
      WebhookSource source,
      IntakeCapacity capacity,
      Duration receiveTimeout) {
    this.context = context;
    this.source = source;
    this.capacity = capacity;
    this.receiveTimeout = receiveTimeout;
    this.listeners = DeliveryListeners.in(context);
  }

  /** Puts one on each source's path. */
  public static void install(
      CamelContext context,
      WebhookSources sources,
      IntakeCapacity capacity,
      Duration receiveTimeout) {
    for (VertxPlatformHttpRouter router :
        context.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
      for (WebhookSource source : sources.all()) {
        BodyHandler body = BodyHandler.create(false).setBodyLimit(source.maxBodySize());
        VertxIntake intake = new VertxIntake(context, source, capacity, receiveTimeout);
        router
            .route(source.path())
            .order(FIRST)
            .handler(intake::admit)
            // As itself, it would have to be the route's first handler.
            .handler(routing -> body.handle(routing))
            .handler(intake::handOver)
            .failureHandler(intake::fail);
      }
    }
  }

  private void admit(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    long length = contentLength(request);
    Outcome refusal =
        new RequestHead(
                request.method().name(),
                request.getHeader("Content-Type"),
                request.getHeader("Content-Encoding"),
                length)
            .refusal(source, context.isStarted());
    if (refusal != null) {
      refuse(routing, refusal);
      return;
    }
    int room = length < 0 ? source.maxBodySize() : (int) length;
    if (!capacity.tryReserve(room)) {
      refuse(routing, Outcome.OVERLOADED);
      return;
    }
    routing.addEndHandler(ended -> capacity.free(room));
    long timer =
        routing
            .vertx()
            .setTimer(receiveTimeout.toMillis(), late -> refuse(routing, Outcome.TOO_SLOW));
    routing.put(VertxIntake.class.getName(), timer);
    routing.addEndHandler(ended -> routing.vertx().cancelTimer(timer));
    routing.next();
  }

  private static long contentLength(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? -1 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      // More digits than a number has.
      return Long.MAX_VALUE;
    }
  }

  /** The body is here, and whole. */
  private void handOver(RoutingContext routing) {
    Long timer = routing.remove(VertxIntake.class.getName());
    if (timer == null || !routing.vertx().cancelTimer(timer)) {
      return; // It came too late.
    }
    Outcome refusal = capacity.enter();
    if (refusal != null) {
      refuse(routing, refusal);
      return;
    }
    routing.addEndHandler(ended -> capacity.leave());
    routing.next();
  }

  private void fail(RoutingContext routing) {
    if (routing.statusCode() == Outcome.TOO_LARGE.status()) {
      refuse(routing, Outcome.TOO_LARGE);
    } else {
      routing.next();
    }
  }

  private void refuse(RoutingContext routing, Outcome outcome) {
    HttpServerResponse response = routing.response();
    if (response.ended() || response.closed()) {
      return;
    }
    listeners.ended(new DeliveryListener.EndedDelivery(source.name(), null, outcome, null, 0));
    HttpAnswer answer = HttpAnswer.of(outcome);
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    response.putHeader("Content-Type", HttpAnswer.CONTENT_TYPE);
    HttpServerRequest request = routing.request();
    if (!request.isEnded()) {
      response.putHeader("Connection", "close");
      discardRest(routing, request);
    }
    response.end(answer.text());
  }

  /**
   * A sender who writes all before he reads would otherwise find a broken connection where the
   * answer was.
   */
  private static void discardRest(RoutingContext routing, HttpServerRequest request) {
    request.handler(rest -> {});
    request.exceptionHandler(broken -> {});
    request.endHandler(ended -> close(request));
    request.resume();
    routing.vertx().setTimer(HttpAnswer.LINGER.toMillis(), late -> close(request));
  }

  private static void close(HttpServerRequest request) {
    // A connection of HTTP/2 carries other requests.
    if (request.version() != HttpVersion.HTTP_2) {
      request.connection().close();
    }
  }
}
