package io.groqwebhooks.forward;

import java.time.Duration;

/**
 * A target asks for a longer wait than there is time for while a sender waits. Behind a queue it is
 * waited for; a sender that waits is told, and comes again.
 */
public final class RetryLaterException extends TargetRefusedException {

  private static final long serialVersionUID = 1L;

  private final Duration wait;

  /**
   * @param target the target's name
   * @param status the status that it has answered
   * @param wait how long it asks to wait
   */
  public RetryLaterException(String target, int status, Duration wait) {
    super(target, status);
    this.wait = wait;
  }

  @Override
  public String getMessage() {
    return super.getMessage() + ", and asks to wait for " + wait.toSeconds() + " s";
  }
}
