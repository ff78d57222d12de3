package io.groqwebhooks.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EndOnFatalErrorTest {

  /** What the thread's handler is told of after a library has logged the failure on it. */
  private static Throwable toldAfterLogging(Throwable logged) throws InterruptedException {
    AtomicReference<Throwable> told = new AtomicReference<>();
    Thread thread =
        new Thread(() -> LoggerFactory.getLogger("some.library").error("It failed", logged));
    thread.setUncaughtExceptionHandler((each, failure) -> told.set(failure));
    thread.start();
    thread.join();
    return told.get();
  }

  @Test
  void whatALibraryHasCaughtAndLoggedIsHandedOn() throws InterruptedException {
    OutOfMemoryError error = new OutOfMemoryError("test");
    EndOnFatalError.InLog.watch();
    assertThat(toldAfterLogging(error)).isSameAs(error);
    assertThat(toldAfterLogging(new IllegalStateException("wrapped", error))).isSameAs(error);
    assertThat(toldAfterLogging(new IllegalStateException("another"))).isNull();
  }
}
