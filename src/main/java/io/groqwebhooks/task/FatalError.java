package io.groqwebhooks.task;

import org.jspecify.annotations.Nullable;

/**
 * That the JVM has run out of memory, after which nothing is sure to work. Whoever catches
 * everything, so that one delivery or one round does not end what serves others, hands them on: to
 * the thread's handler of uncaught exceptions, which is where the JVM would have brought them. What
 * that does is the application's to say; the receiver ends its process.
 */
public final class FatalError {

  private static final int DEEPEST = 50;

  private FatalError() {}

  /** Hands the failure on if it, or what caused it, is such an error. */
  public static void report(@Nullable Throwable failure) {
    Throwable fatal = in(failure);
    if (fatal != null) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, fatal);
    }
  }

  /** The error that the failure is, or that caused it; null if none did. */
  public static @Nullable Throwable in(@Nullable Throwable failure) {
    Throwable cause = failure;
    // Causes may go round in a circle.
    for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return cause;
      }
    }
    return null;
  }
}
