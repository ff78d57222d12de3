package io.groqwebhooks.http.servlet;

import io.groqwebhooks.intake.HttpAnswer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes answers on a servlet server: the one place that does. */
public final class ServletAnswer {

  private ServletAnswer() {}

  /** Writes status, headers and body. */
  public static void write(HttpAnswer answer, HttpServletResponse response) throws IOException {
    response.setStatus(answer.status());
    answer.headers().forEach(response::setHeader);
    response.setContentType(answer.contentType());
    response.setContentLength(answer.body().length);
    response.getOutputStream().write(answer.body());
  }
}
