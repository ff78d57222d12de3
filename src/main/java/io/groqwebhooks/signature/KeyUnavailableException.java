package io.groqwebhooks.signature;

import java.io.Serial;

/**
 * A sender's key cannot be fetched now, so that nobody knows whether a request is genuine. The
 * message says why, and holds nothing that a stranger could have written.
 */
public final class KeyUnavailableException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  KeyUnavailableException(String message) {
    super(message);
  }
}
