package io.groqwebhooks.http.servlet;

import io.groqwebhooks.intake.Delivery;
import io.groqwebhooks.intake.HttpAnswer;
import io.groqwebhooks.intake.Intake;
import io.groqwebhooks.intake.Outcome;
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
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Enumeration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The servlet server's end of the intake: receives what is sent to a source's path, and hands on
 * only what has arrived whole and within the limits. While a body is on its way no thread waits for
 * it; once it is whole, the thread that received the last of it runs the route.
 */
final class IntakeFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** The request attribute with the body that an asynchronous dispatch comes back with. */
  private static final String RECEIVED = IntakeFilter.class.getName() + ".received";

  private final transient WebhookSource source;
  private final transient Intake intake;
  private final transient Duration receiveTimeout;
  private final transient BooleanSupplier running;

  /**
   * A filter for the source's path.
   *
   * @param receiveTimeout how long a body may take to arrive
   * @param running whether the routes behind this filter are running
   */
  IntakeFilter(
      WebhookSource source, Intake intake, Duration receiveTimeout, BooleanSupplier running) {
    this.source = source;
    this.intake = intake;
    this.receiveTimeout = receiveTimeout;
    this.running = running;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getDispatcherType() == DispatcherType.REQUEST) {
      new Reception(request, response).begin(chain);
    } else if (request.getAttribute(RECEIVED) instanceof Reception reception) {
      request.removeAttribute(RECEIVED);
      reception.handOver(request, response, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  /** One request, which may come in pieces. */
  private final class Reception implements ReadListener, AsyncListener {

    private final HttpServletRequest request;
    private final ServletInputStream in;
    private final Delivery delivery;
    private final BodyBuffer body;
    private HttpServletResponse response;
    private final @Nullable Closeable connection = UndertowConnection.ofThisRequest();
    private @Nullable AsyncContext async;

    /** When discarding ends, by {@link System#nanoTime()}; null while the body is wanted. */
    private @Nullable Long discardUntil;

    private boolean completed;

    Reception(HttpServletRequest request, HttpServletResponse response) throws IOException {
      this.request = request;
      this.response = response;
      this.in = request.getInputStream();
      this.delivery =
          intake.begin(source, FirstByte.of(request), request.getRemoteAddr(), this::write);
      this.body = new BodyBuffer(delivery::reserve, source.maxBodySize());
    }

    void begin(FilterChain chain) throws IOException, ServletException {
      boolean waits = false;
      try {
        // Whoever sends a body with one is refused, since the server would wait for that body.
        if (!hasBodyUnderWay()
            && delivery.answerHandshake(
                request.getMethod(),
                name -> singleHeader(request, name),
                request.getQueryString())) {
          return;
        }
        Outcome refusal =
            delivery.refusal(
                request.getMethod(),
                onlyContentType(request),
                request.getHeader("Content-Encoding"),
                request.getContentLengthLong(),
                running.getAsBoolean());
        if (refusal != null && hasBodyUnderWay()) {
          refuseUnread(refusal);
          waits = true;
        } else if (refusal != null) {
          delivery.refuse(refusal);
        } else {
          waits = receive(chain);
        }
      } finally {
        if (!waits) {
          delivery.close();
        }
      }
    }

    /** Returns whether the rest of the body is waited for. */
    private boolean receive(FilterChain chain) throws IOException, ServletException {
      // Most bodies have arrived together with their headers, and need no waiting.
      switch (body.readArrived(in, request.getContentLength())) {
        case WHOLE -> {
          handOver(request, response, chain);
          return false;
        }
        case NO_MEMORY -> refuseUnread(Outcome.OVERLOADED);
        default -> waitFor(receiveTimeout);
      }
      return true;
    }

    private void waitFor(Duration timeout) {
      AsyncContext started = request.startAsync(request, response);
      started.setTimeout(timeout.toMillis());
      started.addListener(this);
      async = started;
      in.setReadListener(this);
    }

    void handOver(
        HttpServletRequest current, HttpServletResponse currentResponse, FilterChain chain)
        throws IOException, ServletException {
      response = currentResponse;
      if (intake.admission().isPaused()) {
        // The source's route may just be away, and whatever answers in its place is not its answer.
        delivery.refuse(Outcome.NOT_RUNNING);
      } else if (!intake.routes().isThereOneFor(source)) {
        // The application's to answer: no route uses the source.
        delivery.close();
        chain.doFilter(current, currentResponse);
      } else if (delivery.accept(
          name -> singleHeader(current, name), current.getQueryString(), body.toByteArray())) {
        delivery.run();
      }
    }

    private void write(HttpAnswer answer, boolean late) throws IOException {
      if (late || discardUntil != null) {
        // The next request on this connection would wait: for the handler, or for the body's end.
        response.setHeader("Connection", "close");
      }
      ServletAnswer.write(answer, response);
      if (discardUntil == null) {
        response.getOutputStream().close();
      } else {
        response.flushBuffer();
      }
    }

    /** Whether a body follows; a sender that waits for a go-ahead was given it by the server. */
    private boolean hasBodyUnderWay() {
      return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    /** Refuses before the body was read, without a thread that waits for the rest of it. */
    private void refuseUnread(Outcome outcome) {
      refuseAndDiscard(outcome);
      waitFor(HttpAnswer.LINGER);
    }

    /**
     * Answers, and from then on throws the rest of the body away for a moment: a sender who writes
     * all before he reads would otherwise find a broken connection where the answer was.
     */
    private void refuseAndDiscard(Outcome outcome) {
      body.clear();
      discardUntil = System.nanoTime() + HttpAnswer.LINGER.toNanos();
      delivery.refuse(outcome);
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
      if (discardUntil == null && async != null) {
        request.setAttribute(RECEIVED, this);
        async.dispatch();
      } else {
        complete();
      }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      if (discardUntil == null) {
        refuseAndDiscard(Outcome.TOO_SLOW);
      }
      complete();
    }

    @Override
    public void onError(Throwable failure) {
      if (discardUntil == null && failure instanceof SocketTimeoutException) {
        // The server's own timeout for a connection on which nothing comes ends before ours.
        refuseAndDiscard(Outcome.TOO_SLOW);
      }
      // Else the connection broke: nobody is there to be answered.
      complete();
    }

    @Override
    public void onError(AsyncEvent event) {
      complete();
    }

    private void complete() {
      if (!completed && async != null) {
        completed = true;
        delivery.close();
        closeUnread();
        async.complete();
      }
    }

    private void closeUnread() {
      if (connection != null && !in.isFinished()) {
        try {
          connection.close();
        } catch (IOException closed) {
          // That is all that is wanted.
        }
      }
    }

    /** However the request ended, and if a filter of the application's has ended it. */
    @Override
    public void onComplete(AsyncEvent event) {
      delivery.close();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  /** The content type; of two, what is none. */
  private static @Nullable String onlyContentType(HttpServletRequest request) {
    return request.getContentType() == null
        ? null
        : String.valueOf(singleHeader(request, "Content-Type"));
  }

  private static @Nullable String singleHeader(HttpServletRequest request, String name) {
    Enumeration<String> values = request.getHeaders(name);
    if (!values.hasMoreElements()) {
      return null;
    }
    String value = values.nextElement();
    return values.hasMoreElements() ? null : value;
  }
}
