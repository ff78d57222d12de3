package io.groqwebhooks.receiver;

import io.groqwebhooks.task.FatalError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when it has run out of memory: threads that others wait for may have died, and
 * whoever restarts processes cannot see that. A JVM that was started with {@code
 * -XX:+ExitOnOutOfMemoryError} does so by itself, with the same exit code. Safe for use by several
 * threads.
 */
final class EndOnFatalError implements Thread.UncaughtExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");
  private static final int EXIT_CODE = 3;

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    if (FatalError.in(failure) == null) {
      LOG.error("The thread {} has ended", thread.getName(), failure);
      return;
    }
    try {
      LOG.error("The receiver ends itself, because it cannot go on: {}", failure.toString());
    } finally {
      // No orderly end, which would need memory, and wait for threads that have died.
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}
