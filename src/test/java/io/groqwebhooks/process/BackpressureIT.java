package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Handlers inside the request that are slower than what comes, and slower than the sender waits.
 */
class BackpressureIT {

  private static final int MAX_IN_FLIGHT = 4;

  @TempDir private static Path folder;
  private static ReceiverProcess receiver;

  private final String id = UUID.randomUUID().toString();

  @BeforeAll
  static void start() {
    receiver =
        ReceiverProcess.in(folder)
            .testHandlers()
            .arguments(
                "--webhooks.max-in-flight=" + MAX_IN_FLIGHT,
                "--webhooks.answer-timeout=1s",
                "--webhooks.retry.max-redeliveries=0",
                "--test.delay=4000")
            .start();
  }

  @AfterAll
  static void stop() {
    receiver.close();
  }

  /** The first requests take long because classes are loaded. */
  @BeforeEach
  void warmUp() {
    assertThat(receiver.sender().deliver("warm-" + id, "resource.created").status()).isEqualTo(200);
  }

  @Test
  void deliveriesBeyondTheLimitAreShedAtOnceUntilHandlersAreDone() {
    List<String> slow = Handling.ids(id, MAX_IN_FLIGHT);
    SignedSender sender = receiver.sender();
    List<CompletableFuture<SignedSender.Answer>> answers =
        slow.stream().map(each -> sender.begin(each, "test.slow")).toList();
    Handling.soon().until(() -> slow.stream().allMatch(each -> receiver.timesBegun(each) == 1));

    long begun = System.nanoTime();
    SignedSender.Answer shed = sender.deliver("shed-" + id, "resource.created");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    assertThat(shed.status()).isEqualTo(503);
    assertThat(shed.body()).isEqualTo("{\"error\":\"Too many requests in flight\"}");
    assertThat(shed.header("retry-after")).isEqualTo("5");

    // Their senders are told to come again, but the handlers run on, and keep their places.
    answers.forEach(answer -> assertThat(answer.join().status()).isEqualTo(503));
    assertThat(slow).allSatisfy(each -> assertThat(receiver.timesHandled(each)).isZero());
    assertThat(sender.deliver("shed-" + id, "resource.created").status()).isEqualTo(503);

    slow.forEach(each -> Handling.await(receiver, each));
    Handling.soon().until(() -> sender.deliver("shed-" + id, "resource.created").status() == 200);
    // Every place is free again: as many as before get in.
    List<String> again = Handling.ids("again-" + id, MAX_IN_FLIGHT);
    List<CompletableFuture<SignedSender.Answer>> more =
        again.stream().map(each -> sender.begin(each, "test.slow")).toList();
    Handling.soon().until(() -> again.stream().allMatch(each -> receiver.timesBegun(each) == 1));
    more.forEach(CompletableFuture::join);
    again.forEach(each -> Handling.await(receiver, each));
    Handling.soon().until(() -> sender.deliver("end-" + id, "resource.created").status() == 200);
  }

  @Test
  void senderThatIsToldToComeAgainLearnsWhatBecameOfTheEvent() {
    SignedSender sender = receiver.sender();

    SignedSender.Answer first = sender.deliver(id, "test.slow");
    assertThat(first.status()).isEqualTo(503);
    assertThat(first.header("content-type")).startsWith("application/json");
    assertThat(first.header("content-length")).isEqualTo(Integer.toString(first.body().length()));
    assertThat(first.header("retry-after")).isEqualTo("5");
    assertThat(first.body()).isEqualTo("{\"error\":\"Service unavailable\"}");
    // The connection's next request would wait for the handler.
    assertThat(first.header("connection")).isEqualTo("close");
    assertThat(receiver.linesWith("a handler runs for more than 1000 ms")).isNotEmpty();

    SignedSender.Answer second = sender.deliver(id, "test.slow");
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.header("retry-after")).isEqualTo("5");

    Handling.soon().until(() -> sender.deliver(id, "test.slow").status() == 200);
    assertThat(sender.deliver(id, "test.slow").body())
        .isEqualTo("{\"received\":true,\"duplicate\":true}");
    assertThat(receiver.timesHandled(id)).isEqualTo(1);
  }

  @Test
  void failureIsTheSendersToKnowAndLeavesNoDeadLetter() {
    assertThat(receiver.sender().deliver(id, "test.fail").status()).isEqualTo(500);
    assertThat(folder.resolve("data/dead-letter")).doesNotExist();
  }
}
