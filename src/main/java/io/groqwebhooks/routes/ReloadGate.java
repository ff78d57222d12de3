package io.groqwebhooks.routes;

import io.groqwebhooks.http.servlet.ServletAnswer;
import io.groqwebhooks.intake.Admission;
import io.groqwebhooks.intake.HttpAnswer;
import io.groqwebhooks.intake.Outcome;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Lets nothing in while routes are replaced: the intake pauses, and what other paths are asked is
 * answered 503. Once the gate is closed and not busy, no delivery is on its way to a route.
 */
final class ReloadGate extends HttpFilter {

  private static final long serialVersionUID = 1L;

  private static final String PASSED = ReloadGate.class.getName() + ".passed";

  private final transient Admission admission;
  private volatile boolean closed;

  ReloadGate(Admission admission) {
    this.admission = admission;
  }

  void close() {
    closed = true;
    admission.pause();
  }

  void open() {
    admission.resume();
    closed = false;
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether deliveries that came before the gate was closed are on their way. */
  boolean isBusy() {
    return admission.inFlight() > 0;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    // A request that was let in comes by again when its answer is ready.
    if (request.getAttribute(PASSED) == null && closed) {
      ServletAnswer.write(HttpAnswer.of(Outcome.NOT_RUNNING), response);
      return;
    }
    request.setAttribute(PASSED, true);
    chain.doFilter(request, response);
  }
}
