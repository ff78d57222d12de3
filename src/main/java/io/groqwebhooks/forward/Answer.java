package io.groqwebhooks.forward;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a target has answered.
 *
 * @param status the status
 * @param retryAfter how long it asks to wait before the next request, or null if it does not
 */
record Answer(int status, @Nullable Duration retryAfter) {

  private static final int REQUEST_TIMEOUT = 408;
  private static final int GONE = 410;
  private static final int TOO_EARLY = 425;
  private static final int TOO_MANY_REQUESTS = 429;

  /** Whether the target has the event now. */
  boolean isDone() {
    return status / 100 == 2;
  }

  /** Whether the target wants no events any more. */
  boolean isGone() {
    return status == GONE;
  }

  /** Whether the same request may be answered otherwise later. */
  boolean isWorthRetrying() {
    return status >= 500
        || status == REQUEST_TIMEOUT
        || status == TOO_EARLY
        || status == TOO_MANY_REQUESTS;
  }
}
