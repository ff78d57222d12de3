package io.groqwebhooks.claim;

/** The event is being handled right now, here or on another replica. */
public final class EventInProgressException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EventInProgressException(String key) {
    // No stack trace: this is an answer, not an accident.
    super("Event " + key + " is being handled", null, false, false);
  }
}
