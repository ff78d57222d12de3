package io.groqwebhooks.http.tomcat;

import io.groqwebhooks.http.servlet.FirstByte;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Tells the intake when Tomcat read the first byte of a request. */
public final class FirstByteValve extends ValveBase {

  /** For one engine. */
  public FirstByteValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    FirstByte.tell(request, request.getCoyoteRequest().getStartTimeNanos());
    getNext().invoke(request, response);
  }
}
