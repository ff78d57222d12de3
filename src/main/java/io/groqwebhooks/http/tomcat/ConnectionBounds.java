package io.groqwebhooks.http.tomcat;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * How much strangers may take before they have sent a request. How many connections there may be is
 * Tomcat's own setting.
 *
 * @param perAddress how many connections one address may have; 0 for as many as there are
 * @param exempt which addresses are proxies, whose connections are those of many
 * @param headTimeout how long the head of a request may take from its first byte
 */
public record ConnectionBounds(int perAddress, Predicate<String> exempt, Duration headTimeout) {

  /** No bounds. */
  static final ConnectionBounds NONE = new ConnectionBounds(0, address -> true, Duration.ofDays(1));

  /**
   * What a connection takes of the heap while its request is being received: the buffers of
   * Tomcat's endpoint, parser, request and response, and the objects around them. Measured.
   */
  private static final int BYTES_EACH = 112 << 10;

  /** Tomcat's own default. */
  private static final int MOST = 8192;

  /** How many connections there is room for in so many bytes. */
  public static int mostIn(long bytes) {
    return (int) Math.min(MOST, bytes / BYTES_EACH);
  }
}
