package io.groqwebhooks.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RepeatedTaskTest {

  private static final Duration PAUSE = Duration.ofMillis(5);

  private final AtomicInteger times = new AtomicInteger();

  @Test
  void aTaskThatThrowsIsToldAboutAndGoesOn(CapturedOutput output) {
    RepeatedTask task =
        new RepeatedTask(
            "clumsy",
            PAUSE,
            () -> {
              switch (times.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("first");
                case 2 -> throw new LinkageError("second");
                default -> {}
              }
            });
    await().until(() -> times.get() > 3);
    task.end(Duration.ofSeconds(1));
    assertThat(output).contains("clumsy failed", "first", "second");
  }

  @Test
  void aTaskThatHasEndedIsRepeatedNoMoreAndLeavesNoThread() {
    RepeatedTask task = new RepeatedTask("diligent", PAUSE, times::incrementAndGet);
    await().until(() -> times.get() > 3);
    task.end(Duration.ofSeconds(1));
    int atTheEnd = times.get();
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("diligent")));
    assertThat(times).hasValue(atTheEnd);
  }
}
