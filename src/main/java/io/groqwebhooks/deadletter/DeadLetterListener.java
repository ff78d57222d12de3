package io.groqwebhooks.deadletter;

/** Is told of events that were kept as dead letters. Must be quick and must not throw. */
public interface DeadLetterListener {

  /** An event of that source, as its message names it, has been written as a dead letter. */
  void kept(String source);
}
