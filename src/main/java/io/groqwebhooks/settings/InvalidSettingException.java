package io.groqwebhooks.settings;

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

  /** The same without a cause. */
  public InvalidSettingException(String problem, String action) {
    this(problem, action, null);
  }

  /**
   * Checks a setting.
   *
   * @throws InvalidSettingException if it is not valid: the property must be what is expected, and
   *     not this value
   */
  public static void unless(boolean valid, String property, String expectation, Object value) {
    if (!valid) {
      throw new InvalidSettingException(
          property + " must be " + expectation + ", not " + value, "Change " + property + ".");
    }
  }

  /** What to do about it. */
  public String action() {
    return action;
  }
}
