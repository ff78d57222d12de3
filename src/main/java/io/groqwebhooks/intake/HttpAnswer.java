package io.groqwebhooks.intake;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.groqwebhooks.source.AcceptedAnswer;
import io.groqwebhooks.source.Handshake;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The HTTP answer that an {@link Outcome} gets: a status and JSON, always with its length.
 * Immutable.
 */
public final class HttpAnswer {

  /** The content type of every answer that no sender has asked otherwise. */
  static final String CONTENT_TYPE = "application/json";

  /** How long the rest of a refused body is read and thrown away. */
  public static final Duration LINGER = Duration.ofSeconds(2);

  /** After how many seconds a sender should deliver again what could not be handled now. */
  private static final Map<String, String> RETRY_LATER = Map.of("Retry-After", "5");

  private static final Map<Outcome, HttpAnswer> ANSWERS = new EnumMap<>(Outcome.class);

  static {
    for (Outcome outcome : Outcome.values()) {
      ANSWERS.put(outcome, new HttpAnswer(outcome, outcome.body()));
    }
  }

  private final int status;
  private final Map<String, String> headers;
  private final String contentType;
  private final byte[] body;

  private HttpAnswer(Outcome outcome, String body) {
    this(outcome.status(), headers(outcome), CONTENT_TYPE, body);
  }

  private HttpAnswer(int status, Map<String, String> headers, String contentType, String body) {
    this.status = status;
    this.headers = headers;
    this.contentType = contentType;
    this.body = body.getBytes(StandardCharsets.UTF_8);
  }

  /** The answer to what is no delivery, with the error in a few words, which are not escaped. */
  public static HttpAnswer error(int status, String error) {
    return new HttpAnswer(
        status,
        status == Outcome.UNAVAILABLE.status() ? RETRY_LATER : Map.of(),
        CONTENT_TYPE,
        "{\"error\":\"" + error + "\"}");
  }

  /** The answer to an outcome that shows no text. */
  public static HttpAnswer of(Outcome outcome) {
    HttpAnswer answer = ANSWERS.get(outcome);
    if (answer == null) {
      throw new IllegalStateException("No answer for " + outcome);
    }
    return answer;
  }

  /** The answer to a method that is neither POST nor that of the sender's handshakes. */
  static HttpAnswer allowing(String method) {
    HttpAnswer answer = of(Outcome.METHOD_NOT_ALLOWED);
    return method.equals("POST")
        ? answer
        : new HttpAnswer(
            answer.status,
            Map.of("Allow", method + ", POST"),
            CONTENT_TYPE,
            Outcome.METHOD_NOT_ALLOWED.body());
  }

  /** The answer to an outcome that shows a text. */
  static HttpAnswer of(Outcome outcome, String text) {
    String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(text));
    return new HttpAnswer(outcome, outcome.body().formatted(escaped));
  }

  /** The answer that a sender insists on when a delivery is accepted. */
  static HttpAnswer of(AcceptedAnswer answer) {
    return new HttpAnswer(answer.status(), Map.of(), answer.contentType(), answer.body());
  }

  /** The answer to a handshake. */
  static HttpAnswer of(Handshake.Answer answer) {
    Map<String, String> headers = new TreeMap<>(Map.of("X-Content-Type-Options", "nosniff"));
    headers.putAll(answer.headers());
    return new HttpAnswer(answer.status(), headers, answer.contentType(), answer.body());
  }

  private static Map<String, String> headers(Outcome outcome) {
    return switch (outcome) {
      case METHOD_NOT_ALLOWED -> Map.of("Allow", "POST");
      case IN_PROGRESS, UNAVAILABLE, UNFINISHED, OVERLOADED, NOT_RUNNING -> RETRY_LATER;
      default -> Map.of();
    };
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The headers, without content type and length. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The content type. */
  public String contentType() {
    return contentType;
  }

  /** The body's bytes, which are not copied. */
  public byte[] body() {
    return body;
  }

  void writeTo(Message message) {
    message.getHeaders().clear();
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setHeader(Exchange.CONTENT_TYPE, contentType);
    message.setHeader(Exchange.HTTP_CHUNKED, false);
    headers.forEach(message::setHeader);
    message.setBody(body);
  }
}
