package io.groqwebhooks.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CombinedConsoleTest {

  private static final int THREADS = 8;
  private static final int LINES = 2_000;

  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  private CombinedConsole console(OutputStream out) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    CombinedConsole console = new CombinedConsole(encoder, out);
    console.setContext(context);
    console.start();
    return console;
  }

  private LoggingEvent line(String text) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(context);
    event.setMessage(text);
    return event;
  }

  private static List<Thread> start(int threads, java.util.function.IntConsumer task) {
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      Thread thread = new Thread(() -> task.accept(number));
      thread.start();
      started.add(thread);
    }
    return started;
  }

  @Test
  void aLineIsWrittenWhenItWasLogged() {
    CombinedConsole console = console(written);
    console.doAppend(line("one"));
    assertThat(written).hasToString("one" + System.lineSeparator());
    console.doAppend(line("two"));
    assertThat(written.toString(StandardCharsets.UTF_8).lines()).containsExactly("one", "two");
  }

  @Test
  void linesOfManyThreadsAreWrittenOnceWholeAndInTheirThreadsOrder() throws Exception {
    CombinedConsole console = console(written);
    for (Thread thread :
        start(
            THREADS,
            number ->
                IntStream.range(0, LINES).forEach(i -> console.doAppend(line(number + ":" + i))))) {
      thread.join();
    }
    List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(THREADS * LINES);
    for (int number = 0; number < THREADS; number++) {
      String prefix = number + ":";
      assertThat(lines.stream().filter(text -> text.startsWith(prefix)))
          .containsExactlyElementsOf(IntStream.range(0, LINES).mapToObj(i -> prefix + i).toList());
    }
  }

  /** Takes nothing until it is opened. */
  private final class Shut extends OutputStream {

    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public void write(int b) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        assertThat(open.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      written.write(bytes, offset, length);
    }
  }

  @Test
  void aConsoleThatTakesNothingHoldsUpWhoLogsAndCostsNoMemory() throws Exception {
    Shut shut = new Shut();
    CombinedConsole console = console(shut);
    String text = "x".repeat(1_000);
    List<Thread> threads =
        start(
            THREADS,
            number -> {
              for (int i = 0; i < 100; i++) {
                console.doAppend(line(text));
              }
            });
    await()
        .until(
            () ->
                threads.stream()
                    .allMatch(
                        thread ->
                            thread.getState() == Thread.State.WAITING
                                || thread.getState() == Thread.State.TIMED_WAITING));
    shut.open.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(written.toString(StandardCharsets.UTF_8).lines()).hasSize(THREADS * 100);
  }

  @Test
  void aConsoleThatFailsIsTriedAgainForTheNextLine() {
    OutputStream broken =
        new OutputStream() {
          private boolean failed;

          @Override
          public void write(int b) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!failed) {
              failed = true;
              throw new IOException("no space left");
            }
            written.write(bytes, offset, length);
          }
        };
    CombinedConsole console = console(broken);
    console.doAppend(line("lost"));
    console.doAppend(line("kept"));
    assertThat(written.toString(StandardCharsets.UTF_8).lines()).containsExactly("kept");
  }
}
