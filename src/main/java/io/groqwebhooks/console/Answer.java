package io.groqwebhooks.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer of the console.
 *
 * @param status its HTTP status
 * @param contentType what its body is
 * @param body its body
 * @param headers further headers; of the headers that all answers have, they replace some
 */
@SuppressWarnings("ArrayRecordComponent") // carried from one place to another, never compared
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

  /**
   * No script, style or picture but the console's own, no other page around it, and nothing of it
   * kept. Not {@code no-referrer}: browsers would then not say either which page a form is of.
   */
  private static final Map<String, String> OF_ALL =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "same-origin",
          "Cache-Control",
          "no-store");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static Answer html(int status, String page) {
    return text(status, "text/html;charset=utf-8", page);
  }

  static Answer plain(int status, String text) {
    return text(status, "text/plain;charset=utf-8", text);
  }

  private static Answer text(int status, String contentType, String text) {
    return new Answer(status, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static Answer json(int status, Object value) {
    try {
      return new Answer(status, "application/json", MAPPER.writeValueAsBytes(value), Map.of());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts and numbers can always be written", e);
    }
  }

  /** Bytes to be saved, and to be shown by no browser. */
  static Answer download(String fileName, byte[] bytes) {
    return new Answer(200, "application/octet-stream", bytes, Map.of())
        .with("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
  }

  /** Nothing new. */
  static Answer unchanged() {
    return plain(204, "");
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, body, more);
  }

  void write(HttpServletResponse response) throws IOException {
    response.setStatus(status);
    OF_ALL.forEach(response::setHeader);
    headers.forEach(response::setHeader);
    if (body.length > 0) {
      response.setContentType(contentType);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }
}
