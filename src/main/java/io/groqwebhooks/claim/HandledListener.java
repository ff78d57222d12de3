package io.groqwebhooks.claim;

import io.groqwebhooks.event.OriginalEvent;

/**
 * Is told of events that were handled, by the threads that handled them. Must be quick; what it
 * throws is logged, and disturbs neither the event nor other listeners.
 */
@FunctionalInterface
public interface HandledListener {

  /**
   * An event was handled, and its claim confirmed.
   *
   * @param event the event as it came
   * @param attempts how often the step was tried that failed most lately, or 1
   */
  void handled(OriginalEvent event, int attempts);
}
