package io.groqwebhooks.receiver;

import io.groqwebhooks.http.servlet.ServletAnswer;
import io.groqwebhooks.intake.HttpAnswer;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.coyote.BadRequestException;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Answers in JSON, whatever the client says it accepts, when something else than a route answers
 * with an error.
 */
@Controller
final class JsonErrorController implements ErrorController {

  @RequestMapping("${server.error.path:/error}")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    int status = status(request);
    // Written here: Spring would add a Content-Disposition by the path's file extension.
    ServletAnswer.write(answer(status), response);
    // Sent at once: Tomcat drops what is left of an exchange whose request broke.
    response.flushBuffer();
  }

  private static int status(HttpServletRequest request) {
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof BadRequestException) {
      // Found while the body was read, such as a chunk that is none: Tomcat calls it our error.
      return HttpStatus.BAD_REQUEST.value();
    }
    return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
        ? code
        : HttpStatus.NOT_FOUND.value();
  }

  static HttpAnswer answer(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    return HttpAnswer.error(status, known == null ? "Error" : known.getReasonPhrase());
  }
}
