package io.groqwebhooks.forward;

import java.time.Duration;

/** Is told of each request to a target. Called by several threads at once. */
public interface TargetListener {

  /** The status of a request that was not answered. */
  int NO_ANSWER = 0;

  /**
   * A request has ended.
   *
   * @param target the target's name
   * @param status the status answered, or {@link #NO_ANSWER}
   * @param took how long it took
   */
  void sent(String target, int status, Duration took);
}
