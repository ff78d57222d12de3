package io.groqwebhooks.http.vertx;

import io.groqwebhooks.intake.Delivery;
import io.groqwebhooks.intake.HttpAnswer;
import io.groqwebhooks.intake.Intake;
import io.groqwebhooks.intake.Outcome;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;

/**
 * The end of the intake on the Vert.x server of Camel Main or Quarkus: receives what is sent to a
 * source's path, and hands on only what has arrived whole and within the limits. Bodies are
 * received on Vert.x's event loops, where no thread waits for them; routes run on its workers.
 */
public final class VertxIntake {

  private final CamelContext context;
  private final WebhookSource source;
  private final Intake intake;
  private final Duration receiveTimeout;

  private VertxIntake(
      CamelContext context, WebhookSource source, Intake intake, Duration receiveTimeout) {
    this.context = context;
    this.source = source;
    this.intake = intake;
    this.receiveTimeout = receiveTimeout;
  }

  /**
   * Puts one on each source's path.
   *
   * @param receiveTimeout how long a body may take to arrive
   */
  public static void install(
      CamelContext context, WebhookSources sources, Intake intake, Duration receiveTimeout) {
    for (VertxPlatformHttpRouter router :
        context.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
      for (WebhookSource source : sources.all()) {
        VertxIntake end = new VertxIntake(context, source, intake, receiveTimeout);
        // In the order of their coming: after the server's own handlers, such as authentication,
        // and before Camel's routes, which are not there yet.
        router.route(source.path()).handler(end::receive);
      }
    }
  }

  private void receive(RoutingContext routing) {
    if (intake.routes().wasThereOneFor(source)) {
      new Reception(routing).begin();
    } else {
      // The application's to answer: no route uses the source.
      routing.next();
    }
  }

  /** One request. All of it happens on the event loop of its connection, but for the route. */
  private final class Reception {

    private final RoutingContext routing;
    private final Context loop;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Delivery delivery;
    private final Buffer body = Buffer.buffer();
    private boolean wanted = true;
    private boolean handshake;
    private boolean closing;
    private @Nullable Long timer;

    Reception(RoutingContext routing) {
      this.routing = routing;
      this.loop = routing.vertx().getOrCreateContext();
      this.request = routing.request();
      this.response = routing.response();
      this.delivery =
          intake.begin(
              source,
              System.nanoTime(),
              request.remoteAddress() == null ? null : request.remoteAddress().hostAddress(),
              (answer, late) -> {
                if (Context.isOnEventLoopThread() && Vertx.currentContext() == loop) {
                  write(answer);
                } else {
                  loop.runOnContext(unused -> write(answer));
                }
              });
    }

    void begin() {
      boolean read = request.isEnded();
      if (!read) {
        request.handler(this::add);
        request.endHandler(ended -> whole());
        request.exceptionHandler(broken -> abandon());
      }
      handshake =
          contentLength() <= 0
              && request.getHeader("Transfer-Encoding") == null
              && delivery.mayBeHandshake(request.method().name());
      if (!handshake) {
        refuseOrLimitTime();
      }
      if (read) {
        takeWhatWasRead();
      } else {
        request.resume();
      }
    }

    private void refuseOrLimitTime() {
      Outcome refusal =
          delivery.refusal(
              request.method().name(),
              request.getHeader("Content-Type") == null
                  ? null
                  : String.valueOf(singleHeader("Content-Type")),
              request.getHeader("Content-Encoding"),
              contentLength(),
              context.isStarted() && intake.routes().isThereOneFor(source));
      if (refusal != null) {
        refuse(refusal);
      } else {
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect")) && !request.isEnded()) {
          response.writeContinue();
        }
        timer =
            routing.vertx().setTimer(receiveTimeout.toMillis(), late -> refuse(Outcome.TOO_SLOW));
      }
    }

    /** The application reads all bodies before it routes requests, as some of Quarkus do. */
    private void takeWhatWasRead() {
      Buffer read = routing.body().buffer();
      if (read != null) {
        add(read);
      }
      whole();
    }

    private long contentLength() {
      String length = request.getHeader("Content-Length");
      try {
        return length == null ? -1 : Long.parseLong(length);
      } catch (NumberFormatException e) {
        // More digits than a number has.
        return Long.MAX_VALUE;
      }
    }

    private void add(Buffer part) {
      if (!wanted) {
        return;
      }
      if (body.length() + part.length() > source.maxBodySize()) {
        refuse(Outcome.TOO_LARGE);
      } else if (!delivery.reserve(part.length())) {
        refuse(Outcome.OVERLOADED);
      } else {
        body.appendBuffer(part);
      }
    }

    private void whole() {
      if (!wanted) {
        if (closing) {
          close();
        }
        return;
      }
      done();
      if (handshake) {
        delivery.answerHandshake(request.method().name(), this::singleHeader, request.query());
        delivery.close();
        return;
      }
      if (delivery.accept(this::singleHeader, request.query(), body.getBytes())) {
        routing
            .vertx()
            .executeBlocking(
                () -> {
                  delivery.run();
                  return null;
                },
                false)
            .onFailure(
                rejected -> {
                  delivery.refuse(Outcome.NOT_RUNNING);
                  delivery.close();
                });
      } else {
        delivery.close();
      }
    }

    /** The connection broke before the body was whole; nobody is there to be answered. */
    private void abandon() {
      if (wanted) {
        done();
        delivery.close();
      }
    }

    /** Nothing more of the body is wanted. */
    private void done() {
      wanted = false;
      if (timer != null) {
        routing.vertx().cancelTimer(timer);
      }
    }

    private void refuse(Outcome outcome) {
      done();
      delivery.refuse(outcome);
      delivery.close();
    }

    private @Nullable String singleHeader(String name) {
      List<String> values = request.headers().getAll(name);
      return values.size() == 1 ? values.get(0) : null;
    }

    private void write(HttpAnswer answer) {
      if (response.ended() || response.closed()) {
        return;
      }
      response.setStatusCode(answer.status());
      answer.headers().forEach(response::putHeader);
      response.putHeader("Content-Type", answer.contentType());
      if (!request.isEnded()) {
        // A sender who writes all before he reads would otherwise find a broken connection where
        // the answer was: the rest of the body is thrown away for a moment.
        closing = true;
        response.putHeader("Connection", "close");
        routing.vertx().setTimer(HttpAnswer.LINGER.toMillis(), late -> close());
      }
      response.end(Buffer.buffer(answer.body()));
    }

    private void close() {
      // A connection of HTTP/2 carries other requests.
      if (request.version() != HttpVersion.HTTP_2) {
        request.connection().close();
      }
    }
  }
}
