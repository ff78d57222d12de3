package io.groqwebhooks.receiver;

import io.groqwebhooks.http.servlet.ServletAnswer;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Reports errors that Tomcat itself finds, such as a request that is no HTTP, in JSON. Made by
 * Tomcat.
 */
public final class JsonErrorReportValve extends ErrorReportValve {

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    if (response.isErrorReportRequired() && !request.isAsync()) {
      // Refused before any application is reached. The application's error page is no use: it is
      // dispatched to with the request's method, and nothing is dispatched with TRACE.
      response.setSuspended(false);
      report(request, response, null);
    } else {
      super.invoke(request, response);
    }
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    try {
      ServletAnswer.write(JsonErrorController.answer(status), response.getResponse());
      response.finishResponse();
    } catch (IOException e) {
      // The connection is gone, and nobody is left to be told.
      container.getLogger().debug("No answer to a broken connection", e);
    }
  }
}
