package io.groqwebhooks.deadletter;

/**
 * Is told of events that were kept as dead letters, by the threads that kept them. Must be quick;
 * what it throws is logged, and disturbs neither the dead letter nor other listeners.
 */
public interface DeadLetterListener {

  /**
   * A dead letter has been written.
   *
   * @param deadLetter what was written; its source is {@code unknown} where that is not known
   */
  void kept(DeadLetter deadLetter);
}
