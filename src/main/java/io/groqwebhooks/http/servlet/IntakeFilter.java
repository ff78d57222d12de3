package io.groqwebhooks.http.servlet;

import io.groqwebhooks.intake.DeliveryListener;
import io.groqwebhooks.intake.DeliveryListeners;
import io.groqwebhooks.intake.HttpAnswer;
import io.groqwebhooks.intake.IntakeCapacity;
import io.groqwebhooks.intake.IntakeRoutes;
import io.groqwebhooks.intake.Outcome;
import io.groqwebhooks.intake.PendingAnswers;
import io.groqwebhooks.intake.ReceivedRequest;
import io.groqwebhooks.intake.RequestHead;
import io.groqwebhooks.source.WebhookSource;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Enumeration;
import java.util.function.BooleanSupplier;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives what is sent to a source's path, and hands on to its route only what has arrived whole
 * and within the limits. Camel's HTTP component would read a body to its end before a route begins,
 * however long it is and however slowly it comes. While a body is on its way no thread waits for
 * it; once it is whole, the thread that received the last of it runs the route.
 */
public final class IntakeFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** The request attribute with the body that an asynchronous dispatch comes back with. */
  private static final String RECEIVED_BODY = IntakeFilter.class.getName() + ".body";

  private final transient WebhookSource source;
  private final transient IntakeCapacity capacity;
  private final transient Duration receiveTimeout;
  private final transient BooleanSupplier running;
  private final transient DeliveryListeners listeners;
  private final transient IntakeRoutes routes;
  private final transient PendingAnswers answers;

  /**
   * A filter for the source's path.
   *
   * @param receiveTimeout how long a body may take to arrive
   * @param running whether the routes behind this filter are running
   */
  public IntakeFilter(
      WebhookSource source,
      IntakeCapacity capacity,
      Duration receiveTimeout,
      BooleanSupplier running,
      DeliveryListeners listeners,
      IntakeRoutes routes,
      PendingAnswers answers) {
    this.source = source;
    this.capacity = capacity;
    this.receiveTimeout = receiveTimeout;
    this.running = running;
    this.listeners = listeners;
    this.routes = routes;
    this.answers = answers;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getDispatcherType() == DispatcherType.REQUEST) {
      Outcome refusal =
          new RequestHead(
                  request.getMethod(),
                  request.getContentType(),
                  request.getHeader("Content-Encoding"),
                  request.getContentLengthLong())
              .refusal(source, running.getAsBoolean());
      if (refusal == null) {
        receive(request, response, chain);
      } else if (hasBodyUnderWay(request)) {
        refuseUnread(refusal, request, response);
      } else {
        refuse(refusal, response);
      }
    } else if (request.getAttribute(RECEIVED_BODY) instanceof BodyBuffer body) {
      request.removeAttribute(RECEIVED_BODY);
      handOver(request, response, chain, body);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void receive(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    BodyBuffer body = new BodyBuffer(capacity, source.maxBodySize());
    ServletInputStream in = request.getInputStream();
    // Most bodies have arrived together with their headers, and need no waiting.
    switch (body.readArrived(in, request.getContentLength())) {
      case WHOLE -> handOver(request, response, chain, body);
      case NO_MEMORY -> refuse(Outcome.OVERLOADED, response);
      default -> {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(receiveTimeout.toMillis());
        new BodyReceiver(async, in, body).begin();
      }
    }
  }

  private void handOver(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain, BodyBuffer body)
      throws IOException, ServletException {
    DefaultConsumer consumer = routes.of(source);
    if (consumer == null) {
      // The application's to answer: no route uses the source.
      body.free();
      chain.doFilter(request, response);
      return;
    }
    Outcome refusal = consumer.isSuspendingOrSuspended() ? Outcome.NOT_RUNNING : capacity.enter();
    if (refusal != null) {
      body.free();
      refuse(refusal, response);
      return;
    }
    try (PendingAnswers.PendingAnswer answer = answers.open(source, response)) {
      IntakeRoutes.call(
          consumer,
          new ReceivedRequest(name -> singleHeader(request, name), body.toByteArray()),
          answer);
    } finally {
      body.free();
      capacity.leave();
    }
  }

  private static @Nullable String singleHeader(HttpServletRequest request, String name) {
    Enumeration<String> values = request.getHeaders(name);
    if (!values.hasMoreElements()) {
      return null;
    }
    String value = values.nextElement();
    return values.hasMoreElements() ? null : value;
  }

  private void refuse(Outcome outcome, HttpServletResponse response) throws IOException {
    listeners.ended(new DeliveryListener.EndedDelivery(source.name(), null, outcome, null, 0));
    HttpAnswer.of(outcome).writeTo(response);
  }

  /** Whether a body follows; a sender that waits for a go-ahead was given it by the server. */
  private static boolean hasBodyUnderWay(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }

  /** Refuses before the body was read, without a thread that waits for the rest of it. */
  private void refuseUnread(
      Outcome outcome, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(HttpAnswer.LINGER.toMillis());
    BodyReceiver receiver =
        new BodyReceiver(
            async, request.getInputStream(), new BodyBuffer(capacity, source.maxBodySize()));
    receiver.refuseAndDiscard(outcome);
    receiver.begin();
  }

  /** Receives a body that comes in pieces, and goes on in the filter chain when it is whole. */
  private final class BodyReceiver implements ReadListener, AsyncListener {

    private final AsyncContext async;
    private final ServletInputStream in;
    private final BodyBuffer body;

    /** When discarding ends, by {@link System#nanoTime()}; null while the body is wanted. */
    private @Nullable Long discardUntil;

    private boolean completed;

    BodyReceiver(AsyncContext async, ServletInputStream in, BodyBuffer body) {
      this.async = async;
      this.in = in;
      this.body = body;
    }

    void begin() {
      async.addListener(this);
      in.setReadListener(this);
    }

    @Override
    public void onDataAvailable() throws IOException {
      if (discardUntil == null) {
        switch (body.read(in)) {
          case TOO_LARGE -> refuseAndDiscard(Outcome.TOO_LARGE);
          case NO_MEMORY -> refuseAndDiscard(Outcome.OVERLOADED);
          case READING, WHOLE -> {}
        }
      }
      if (discardUntil != null && !discard(discardUntil)) {
        complete();
      }
    }

    /**
     * Answers, and from then on throws the rest of the body away for a moment: a sender who writes
     * all before he reads would otherwise find a broken connection where the answer was.
     */
    void refuseAndDiscard(Outcome outcome) throws IOException {
      body.free();
      HttpServletResponse response = (HttpServletResponse) async.getResponse();
      response.setHeader("Connection", "close");
      refuse(outcome, response);
      response.flushBuffer();
      discardUntil = System.nanoTime() + HttpAnswer.LINGER.toNanos();
    }

    private boolean discard(long until) throws IOException {
      byte[] scrap = new byte[8192];
      while (in.isReady() && !in.isFinished()) {
        if (in.read(scrap) < 0 || System.nanoTime() - until > 0) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void onAllDataRead() {
      if (discardUntil == null) {
        async.getRequest().setAttribute(RECEIVED_BODY, body);
        async.dispatch();
      } else {
        complete();
      }
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      if (discardUntil == null) {
        refuseAndDiscard(Outcome.TOO_SLOW);
      }
      complete();
    }

    @Override
    public void onError(Throwable failure) {
      if (discardUntil == null && failure instanceof SocketTimeoutException) {
        // The server's own timeout for a connection on which nothing comes ends before ours.
        try {
          refuseAndDiscard(Outcome.TOO_SLOW);
        } catch (IOException e) {
          failure.addSuppressed(e);
        }
      }
      // Else the connection broke: nobody is there to be answered.
      complete();
    }

    @Override
    public void onError(AsyncEvent event) {
      complete();
    }

    private void complete() {
      if (!completed) {
        completed = true;
        body.free();
        async.complete();
      }
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}
