package io.groqwebhooks.forward;

import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * A target has not taken an event. Camel's rules for failed HTTP requests apply to it. Neither the
 * target's address, which may hold a token, nor what it has answered is told.
 */
public class TargetRefusedException extends HttpOperationFailedException {

  private static final long serialVersionUID = 1L;

  private final String target;

  /**
   * @param target the target's name
   * @param status the status that it has answered
   */
  public TargetRefusedException(String target, int status) {
    super("target:" + target, status, null, null, null, null);
    this.target = target;
  }

  @Override
  public String getMessage() {
    return "The target " + target + " has answered " + getStatusCode();
  }
}
