package io.groqwebhooks.http.tomcat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection that sends one request after the other although all are refused, without
 * waiting for the answers. Whoever does not read answers would otherwise hold a thread that writes
 * them, and whoever reads them takes his turn a hundred times where others have one request.
 */
public final class PipelineValve extends ValveBase {

  /** Where requests of one processor leave a note for the next; Tomcat's own is the first. */
  private static final int NOTE = 7;

  private static final int MOST_REFUSALS = 4;

  /**
   * Requests of a connection that were refused one after the other. A processor serves another
   * connection when this one pauses.
   */
  private record Refusals(String connection, int count) {}

  /** For one engine. */
  public PipelineValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    org.apache.coyote.Request processed = request.getCoyoteRequest();
    Refusals before = (Refusals) processed.getNote(NOTE);
    if (before != null && !before.connection.equals(connection(request))) {
      before = null;
    }
    if (before != null && before.count >= MOST_REFUSALS) {
      response.setHeader("Connection", "close");
    }
    getNext().invoke(request, response);
    if (!request.isAsyncStarted()) {
      // Else it is not answered yet, and comes by again.
      processed.setNote(NOTE, response.getStatus() < 400 ? null : next(before, request));
    }
  }

  private static Refusals next(@Nullable Refusals before, Request request) {
    return new Refusals(connection(request), before == null ? 1 : before.count + 1);
  }

  private static String connection(Request request) {
    return request.getCoyoteRequest().getServletConnection().getConnectionId();
  }
}
