package io.groqwebhooks.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/** What becomes of the receiver's log lines when the console does not take one. */
class ConsoleTest {

  private static final Logger LOG = LoggerFactory.getLogger(ConsoleTest.class);

  private final PrintStream original = System.out;

  /** Starts the receiver just so far that its log is set up. */
  @BeforeEach
  void setUpTheLog() {
    // An application of another test in this process may have set it up, and be open still.
    LoggingSystem.get(Receiver.class.getClassLoader()).cleanUp();
    SpringApplicationRunListener untilPrepared =
        new SpringApplicationRunListener() {
          @Override
          public void contextPrepared(ConfigurableApplicationContext context) {
            throw new AbandonedRunException(context);
          }
        };
    assertThatExceptionOfType(AbandonedRunException.class)
        .isThrownBy(
            () -> SpringApplication.withHook(application -> untilPrepared, () -> Receiver.start()));
  }

  @AfterEach
  void restore() {
    System.setOut(original);
  }

  /** Fails at the first line and takes every later one. */
  private static final class FailsOnce extends ByteArrayOutputStream {

    private boolean failed;

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      if (!failed) {
        failed = true;
        throw new StackOverflowError();
      }
      super.write(bytes, offset, length);
    }
  }

  @Test
  void linesAfterOneThatEndedInAnErrorAreWritten() {
    FailsOnce console = new FailsOnce();
    System.setOut(new PrintStream(console, true, StandardCharsets.UTF_8));
    assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> LOG.info("lost"));

    // More lines than an appender might keep for later.
    CompletableFuture<Void> lines =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 1; i <= 200; i++) {
                LOG.info("{}, line {}", "x".repeat(1_000), i);
              }
            });

    assertThat(lines).succeedsWithin(Duration.ofSeconds(10));
    assertThat(console.toString(StandardCharsets.UTF_8).lines())
        .anyMatch(line -> line.endsWith("line 1"))
        .anyMatch(line -> line.endsWith("line 200"));
  }

  @Test
  void whatASenderHasWrittenIsNoLineOfTheLogAndNoCommandToATerminal() {
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    System.setOut(new PrintStream(console, true, StandardCharsets.UTF_8));
    String forged = "x\n2026-01-01T00:00:00.000Z INFO  delivery: groq forged\r\u001b[2J\u0085y\tz";
    LOG.info("{}", forged);
    LOG.error("failed", new IllegalStateException(forged, new IllegalArgumentException(forged)));

    String log = console.toString(StandardCharsets.UTF_8);
    assertThat(log.lines()).noneMatch(line -> line.startsWith("2026-01-01"));
    assertThat(log)
        .doesNotContain("\u001b", "\u0085")
        .contains("x\\n2026-01-01", "\\r\\u001b[2J\\u0085y\tz")
        .contains("\n\tat ", "\nCaused by: java.lang.IllegalArgumentException: x\\n2026");
  }
}
