package io.groqwebhooks.autoconfigure;

import org.jspecify.annotations.Nullable;

/** A setting that cannot be used. Its message names the property, and never a secret. */
public final class InvalidSettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String action;

  /**
   * @param problem what is wrong with which property
   * @param action what to do about it
   */
  public InvalidSettingException(String problem, String action, @Nullable Throwable cause) {
    super(problem, cause);
    this.action = action;
  }

  InvalidSettingException(String problem, String action) {
    this(problem, action, null);
  }

  String action() {
    return action;
  }
}
