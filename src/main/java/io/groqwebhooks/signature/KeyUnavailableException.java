package io.groqwebhooks.signature;

import java.io.Serial;

/**
 * A sender's key cannot be fetched now, so that nobody knows whether a request is genuine. The
 * message says why, with the name of a host that the sender's file knows.
 */
public final class KeyUnavailableException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  KeyUnavailableException(String message) {
    super(message);
  }
}
