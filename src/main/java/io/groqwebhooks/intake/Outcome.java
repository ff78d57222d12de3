package io.groqwebhooks.intake;

import java.util.Locale;

/**
 * What became of a delivery, and with it the status and the text of the answer: the one place that
 * knows the contract.
 */
public enum Outcome {
  /** A new event, handled or durably queued. */
  ACCEPTED(200, "{\"received\":true}"),
  /** An event that was handled before. */
  DUPLICATE(200, "{\"received\":true,\"duplicate\":true}"),
  /** No event: the sender makes sure of the receiver, and is shown what it asks for. */
  CHALLENGED(200, ""),
  /** Verified, but no usable event; the answer tells the sender what is wrong with it. */
  INVALID(400, "{\"error\":\"Invalid event\",\"detail\":\"%s\"}"),
  /** Not proven to be the sender's. The answer never tells why. */
  REJECTED(401, "{\"error\":\"Invalid signature\"}"),
  /** Not a POST. */
  METHOD_NOT_ALLOWED(405, "{\"error\":\"Method not allowed\"}"),
  /** The body did not arrive in time. */
  TOO_SLOW(408, "{\"error\":\"Request timeout\"}"),
  /** The event is being handled right now. */
  IN_PROGRESS(409, "{\"error\":\"Event in progress\"}"),
  /** The body is over the limit. */
  TOO_LARGE(413, "{\"error\":\"Payload too large\"}"),
  /** Not JSON by its content type, or encoded. */
  UNSUPPORTED_MEDIA_TYPE(415, "{\"error\":\"Unsupported media type\"}"),
  /** The handler failed after its retries. */
  FAILED(500, "{\"error\":\"Handler failed\"}"),
  /** Claims, queue or the keys that a sender publishes are unreachable. */
  UNAVAILABLE(503, "{\"error\":\"Service unavailable\"}"),
  /** The handler takes longer than a sender waits; it runs on. */
  UNFINISHED(503, "{\"error\":\"Service unavailable\"}"),
  /** More deliveries at once than are let in. */
  OVERLOADED(503, "{\"error\":\"Too many requests in flight\"}"),
  /** Starting or stopping. */
  NOT_RUNNING(503, "{\"error\":\"Not running\"}");

  private final int status;
  private final String body;
  private final String label = name().toLowerCase(Locale.ROOT).replace('_', ' ');

  Outcome(int status, String body) {
    this.status = status;
    this.body = body;
  }

  /** The HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** The outcome in words, for logs and metrics: {@code too large}. */
  public String label() {
    return label;
  }

  String body() {
    return body;
  }
}
