package io.groqwebhooks.event;

/**
 * A body that is no event. The message says what is wrong in terms of JSON and field names, and
 * never quotes the body, so that it can be told to the sender.
 */
public final class InvalidEventException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The message is for the sender, and shows nothing of the body but names of fields. */
  public InvalidEventException(String message) {
    // No stack trace: it says nothing here, and costs more than all the rest of the refusal.
    super(message, null, false, false);
  }
}
