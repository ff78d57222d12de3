package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.process.SignedSender.Answer;
import io.groqwebhooks.testing.TakesLong;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What genuine events, and what handlers make of them, can do to the heap. */
@TakesLong
class HeapIT {

  @TempDir private Path folder;

  private ReceiverProcess.Setup receiver(String start) {
    ReceiverProcess.Setup setup =
        ReceiverProcess.in(folder).handlers("heap-handlers.camel.yaml").observed();
    return start.equals("java.args") ? setup.trained() : setup.jvm(start);
  }

  /** Nothing becomes larger than this in a handler that unmarshals. */
  private static byte[] large(String id) {
    return SignedSender.event(id, "resource.created", "[" + "{},".repeat(330_000 - 100) + "{}]");
  }

  @ParameterizedTest
  @CsvSource({"java.args", "-Xmx256m"})
  void largeEventsAreHandledAsManyAtOnceAsFitAndSmallOnesPass(String start) {
    try (ReceiverProcess receiver = receiver(start).start()) {
      SignedSender sender = receiver.sender();
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        byte[] body = large("large-" + i);
        answers.add(
            CompletableFuture.supplyAsync(
                () -> receiver.sender().post(sender.headers(body), body)));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(sender.deliver("small-" + i, "resource.updated").status()).isEqualTo(200);
      }
      assertThat(answers)
          .extracting(answer -> answer.join().status())
          .contains(200)
          .isSubsetOf(200, 503);
      // What was refused fits when it comes again.
      assertThat(sender.deliver(large("again")).status()).isEqualTo(200);
      assertThat(receiver.log()).doesNotContain("OutOfMemory");
      assertThat(receiver.observe("/health/live")).startsWith("200");
    }
  }

  /** Everything that may fill the heap, at once. */
  @ParameterizedTest
  @CsvSource({"java.args", "-Xmx256m"})
  void strangersAndLargeEventsTogetherFitInTheHeap(String start) {
    try (ReceiverProcess receiver = receiver(start).start();
        HostileClients halves =
            new HostileClients(receiver.address(), HostileClients.Kind.HALF_BODY, 500, 50).start();
        HostileClients heads =
            new HostileClients(receiver.address(), HostileClients.Kind.SLOW_HEAD, 500, 50)
                .start()) {
      await().until(() -> halves.opened() >= 500 && heads.opened() >= 500);
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        byte[] body = large("large-" + i);
        answers.add(status(receiver, body));
      }
      assertThat(answers).extracting(CompletableFuture::join).isSubsetOf(0, 200, 408, 503);
      // Where all were sent away, as can be where the receiver has little processor time, a sender
      // comes again.
      byte[] again = large("again");
      Handling.soon().until(() -> status(receiver, again).join() == 200);
      assertThat(receiver.log()).doesNotContain("OutOfMemory");
      assertThat(receiver.isAlive()).isTrue();
    }
  }

  /** What is answered; 0 if the connection was ended for the sake of others. */
  private static CompletableFuture<Integer> status(ReceiverProcess receiver, byte[] body) {
    return CompletableFuture.supplyAsync(() -> receiver.sender().deliver(body).status())
        .exceptionally(broken -> 0);
  }

  /** By the JVM's own means, or by the receiver's. */
  @ParameterizedTest
  @CsvSource({"java.args", "-Xmx256m"})
  void aReceiverThatRanOutOfMemoryEnds(String start) {
    try (ReceiverProcess receiver = receiver(start).start()) {
      CompletableFuture<Answer> unused = receiver.sender().begin("fatal", "resource.deleted");
      assertThat(receiver.awaitExit(Duration.ofMinutes(1))).isEqualTo(3);
    }
  }
}
