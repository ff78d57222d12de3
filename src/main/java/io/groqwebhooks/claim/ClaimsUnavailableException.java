package io.groqwebhooks.claim;

import org.jspecify.annotations.Nullable;

/** The claim store did not answer in time, so that nothing may be handled. */
public final class ClaimsUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** An exception with a message for the operator; it must not hold credentials. */
  public ClaimsUnavailableException(String message, @Nullable Throwable cause) {
    // No stack trace of its own: during an outage there is one of these for every request.
    super(message, cause, false, false);
  }
}
