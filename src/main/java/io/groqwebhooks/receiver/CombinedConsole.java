package io.groqwebhooks.receiver;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes log lines of several threads at once: who finds the console busy leaves its line to the
 * thread that is writing. Logback's own appender has every thread wait for its turn, and each line
 * is a call of the system, which under load took a tenth of a delivery's processor time.
 *
 * <p>Nothing is held back: a line that is not written yet has a thread that is just about to.
 */
final class CombinedConsole extends UnsynchronizedAppenderBase<ILoggingEvent> {

  /** Of a console that takes nothing; beyond that threads wait for it. */
  private static final int MOST_BYTES = 64 * 1024;

  private final Encoder<ILoggingEvent> encoder;
  private final OutputStream out;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition taken = lock.newCondition();
  private ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private ByteArrayOutputStream spare = new ByteArrayOutputStream();
  private boolean writing;

  CombinedConsole(Encoder<ILoggingEvent> encoder, OutputStream out) {
    this.encoder = encoder;
    this.out = out;
  }

  /** Takes the place of the console that Spring has set up, with its format and its filters. */
  static void install() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
      if (root.getAppender("CONSOLE") instanceof ConsoleAppender<ILoggingEvent> console) {
        CombinedConsole combined =
            new CombinedConsole(console.getEncoder(), ConsoleTarget.SystemOut.getStream());
        combined.setContext(context);
        combined.setName(console.getName());
        console.getCopyOfAttachedFiltersList().forEach(combined::addFilter);
        combined.start();
        root.detachAppender(console);
        root.addAppender(combined);
      }
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    byte[] line = encoder.encode(event);
    lock.lock();
    try {
      while (writing && pending.size() > MOST_BYTES) {
        taken.awaitUninterruptibly();
      }
      pending.writeBytes(line);
      if (writing) {
        return;
      }
      writing = true;
    } finally {
      lock.unlock();
    }
    for (ByteArrayOutputStream lines = take(); lines != null; lines = take()) {
      try {
        lines.writeTo(out);
        out.flush();
      } catch (IOException | RuntimeException e) {
        addError("The console takes no lines", e);
      }
    }
  }

  /** What is to be written next, or null if that is nothing, and so the writing is over. */
  private @Nullable ByteArrayOutputStream take() {
    lock.lock();
    try {
      if (pending.size() == 0) {
        writing = false;
        return null;
      }
      ByteArrayOutputStream lines = pending;
      spare.reset();
      pending = spare;
      spare = lines;
      taken.signalAll();
      return lines;
    } finally {
      lock.unlock();
    }
  }
}
