package io.groqwebhooks.intake;

import java.util.function.Function;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A request that has been received whole, on its way through the Kamelet's route, and the answer
 * that it got there. Only the route's exchange uses it.
 */
public final class ReceivedRequest {

  private static final String PROPERTY = "WebhookRequest";

  private final Function<String, @Nullable String> headers;
  private final byte[] body;
  private @Nullable HttpAnswer answer;

  /**
   * A request.
   *
   * @param headers gives the value of the named header, or null if it is missing or stands more
   *     than once
   */
  public ReceivedRequest(Function<String, @Nullable String> headers, byte[] body) {
    this.headers = headers;
    this.body = body;
  }

  /** The request that was put into the exchange, or null if there is none. */
  static @Nullable ReceivedRequest of(Exchange exchange) {
    return exchange.getProperty(PROPERTY, ReceivedRequest.class);
  }

  void putInto(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** The header's value, or null if it is missing or stands more than once. */
  @Nullable String header(String name) {
    return headers.apply(name);
  }

  byte[] body() {
    return body;
  }

  void answer(HttpAnswer given) {
    this.answer = given;
  }

  /** The answer, or null if the exchange ended without one. */
  @Nullable HttpAnswer answer() {
    return answer;
  }
}
