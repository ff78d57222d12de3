package io.groqwebhooks.settings;

import io.groqwebhooks.signature.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The console for operators: the settings under {@code webhooks.console}. Immutable.
 *
 * @param enabled whether the receiver that runs by itself has one
 * @param password what the user {@code operator} has to know; null if nobody is asked, which is
 *     possible on loopback only
 */
public record ConsoleSettings(Boolean enabled, @Nullable Secret password) {

  /** Sets defaults. */
  @SuppressWarnings("NullAway") // null is what nobody has set
  public ConsoleSettings {
    enabled = Check.orDefault(enabled, true);
    // A blank password is that of a variable which is not set.
    password = Secret.NONE.equals(password) ? null : password;
  }
}
