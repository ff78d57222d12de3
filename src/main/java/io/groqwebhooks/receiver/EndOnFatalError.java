package io.groqwebhooks.receiver;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
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

  /**
   * What libraries have caught on threads of their own, and do no more about than to log it; each
   * is handed on to its thread's handler.
   */
  static final class InLog extends UnsynchronizedAppenderBase<ILoggingEvent> {

    /** Sees from now on what is logged by this process. */
    static void watch() {
      if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
        InLog watching = new InLog();
        watching.setContext(context);
        watching.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(watching);
      }
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getThrowableProxy() instanceof ThrowableProxy logged) {
        FatalError.report(logged.getThrowable());
      }
    }
  }

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
