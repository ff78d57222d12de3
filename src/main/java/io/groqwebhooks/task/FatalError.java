package io.groqwebhooks.task;

import org.jspecify.annotations.Nullable;

/**
 * Errors after which nothing is sure to work. Whoever catches everything, so that one delivery or
 * one round does not end what serves others, hands them on: to the thread's handler of uncaught
 * exceptions, which is where the JVM would have brought them. What that does is the application's
 * to say; the receiver ends its process.
 */
public final class FatalError {

  private FatalError() {}

  /** Hands the failure on if it, or what caused it, is an error of the JVM's resources. */
  public static void report(@Nullable Throwable failure) {
    Throwable fatal = in(failure);
    if (fatal != null) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, fatal);
    }
  }

  /** The error of the JVM's resources that the failure is, or that caused it; null if none did. */
  public static @Nullable Throwable in(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // A stack that is too deep is that of one thread, and empty again afterwards.
      if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
        return cause;
      }
    }
    return null;
  }
}
