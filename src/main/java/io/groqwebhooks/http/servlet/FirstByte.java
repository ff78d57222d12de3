package io.groqwebhooks.http.servlet;

import jakarta.servlet.ServletRequest;

/**
 * When the first byte of a request came. A servlet is called only when all headers have arrived, so
 * that a server that knows better says so in an attribute.
 */
public final class FirstByte {

  private static final String ATTRIBUTE = FirstByte.class.getName();

  private FirstByte() {}

  /**
   * Tells it for a request.
   *
   * @param nanoTime the time, by {@link System#nanoTime()}
   */
  public static void tell(ServletRequest request, long nanoTime) {
    request.setAttribute(ATTRIBUTE, nanoTime);
  }

  /** The time that was told, or else now. */
  static long of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Long nanoTime ? nanoTime : System.nanoTime();
  }
}
