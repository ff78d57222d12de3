package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.process.SignedSender.Answer;
import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.TakesLong;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas on one Redis, one of which each test may kill; and a single receiver without. */
class CrashAndShutdownIT {

  private static final String RECEIVED = "{\"received\":true}";
  private static final String DUPLICATE = "{\"received\":true,\"duplicate\":true}";
  private static final Duration LEASE = Duration.ofSeconds(4);

  @TempDir static Path shared;
  private static RedisProcess redis;
  private static ReceiverProcess survivor;
  private static ReceiverProcess replica;

  @TempDir Path alone;
  private ReceiverProcess single;

  @BeforeAll
  static void start() {
    redis = RedisProcess.onFreePort();
    survivor = warm(replicas().start());
  }

  @AfterAll
  static void stop() {
    survivor.close();
    if (replica != null) {
      replica.close();
    }
    redis.close();
  }

  @AfterEach
  void stopSingle() {
    if (single != null) {
      single.close();
    }
  }

  private static ReceiverProcess.Setup replicas() {
    return ReceiverProcess.in(shared)
        .testHandlers()
        .redis(redis)
        .arguments("--webhooks.claims.lease=4s", "--webhooks.claims.timeout=3500ms");
  }

  /** On a busy machine the first claims of a cold process can take longer than claims may. */
  private static ReceiverProcess warm(ReceiverProcess receiver) {
    Handling.soon()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                receiver.sender().deliver("warm-" + UUID.randomUUID(), "resource.created").status()
                    == 200);
    return receiver;
  }

  /** The replica that tests may stop or kill, started anew if one has. */
  private static ReceiverProcess replica() {
    if (replica == null || !replica.isAlive()) {
      replica = warm(replicas().start());
    }
    return replica;
  }

  private ReceiverProcess single() {
    single =
        ReceiverProcess.in(alone).testHandlers().arguments("--webhooks.claims.lease=4s").start();
    return single;
  }

  @Test
  void redeliveryAfterCrashIsHandledOnce() {
    String id = "crash";
    var abandoned = replica().sender().begin(id, "test.slow");
    Handling.soon().until(() -> replica.timesBegun(id) == 1);
    replica.kill();

    assertThat(survivor.sender().deliver(id, "test.slow").status()).isEqualTo(409);
    Handling.soon()
        .atMost(LEASE.plusSeconds(10))
        .until(() -> survivor.sender().deliver(id, "test.slow").body(), RECEIVED::equals);

    assertThat(abandoned).isCompletedExceptionally();
    assertThat(survivor.sender().deliver(id, "test.slow").body()).isEqualTo(DUPLICATE);
    assertThat(survivor.timesHandled(id)).isEqualTo(1);
    assertThat(survivor.timesBegun(id)).isEqualTo(2);
  }

  @Test
  void deliveriesAtOnceToTwoReplicasAreHandledOnce() {
    String id = "at-once";
    List<SignedSender> senders = List.of(survivor.sender(), replica().sender());

    List<Answer> answers =
        IntStream.range(0, 50)
            .mapToObj(i -> senders.get(i % 2).begin(id, "test.slow"))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(answers).filteredOn(answer -> answer.body().equals(RECEIVED)).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> !answer.body().equals(RECEIVED))
        .allMatch(answer -> answer.status() == 409 || answer.body().equals(DUPLICATE));
    assertThat(survivor.timesBegun(id)).isEqualTo(1);
    assertThat(survivor.timesHandled(id)).isEqualTo(1);
  }

  @TakesLong
  @Test
  void handlerThatTakesLongerThanTheLeaseKeepsIt() {
    String id = "long";
    CompletableFuture<Answer> first = survivor.sender().begin(id, "test.long");
    Handling.soon().until(() -> survivor.timesBegun(id) == 1);

    while (survivor.timesHandled(id) == 0) {
      Answer meanwhile = replica().sender().deliver(id, "test.long");
      assertThat(List.of(409, 200)).contains(meanwhile.status());
      assertThat(meanwhile.body()).isNotEqualTo(RECEIVED);
    }

    assertThat(first.join().body()).isEqualTo(RECEIVED);
    assertThat(replica().sender().deliver(id, "test.long").body()).isEqualTo(DUPLICATE);
    assertThat(survivor.timesBegun(id)).isEqualTo(1);
  }

  @TakesLong
  @Test
  void shutdownFinishesWhatIsInFlight() {
    String id = "shutdown";
    CompletableFuture<Answer> inFlight = replica().sender().begin(id, "test.slow");
    Handling.soon().until(() -> replica.timesBegun(id) == 1);
    replica.terminate();

    Handling.soon()
        .atMost(Duration.ofSeconds(5))
        .until(() -> isTurnedAway(replica.sender(), "after-shutdown"));
    assertThat(inFlight.join().body()).isEqualTo(RECEIVED);
    assertThat(replica.awaitExit(Duration.ofSeconds(15))).isIn(0, 143);
    assertThat(redis.value("groq:event:" + id)).isEqualTo("1");
    assertThat(replica.errorLines()).isEmpty();
    assertThat(survivor.timesHandled("after-shutdown")).isZero();
  }

  private static boolean isTurnedAway(SignedSender sender, String id) {
    try {
      return sender.deliver(id, "test.keep").status() == 503;
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  @TakesLong
  @Test
  void localClaimsOutliveACrash() {
    assertThat(single().sender().deliver("done", "resource.created").body()).isEqualTo(RECEIVED);
    var unused = single.sender().begin("begun", "test.slow");
    Handling.soon().until(() -> single.timesBegun("begun") == 1);
    single.kill();

    SignedSender sender = single().sender();

    assertThat(sender.deliver("done", "resource.created").body()).isEqualTo(DUPLICATE);
    assertThat(sender.deliver("begun", "test.slow").body()).isEqualTo(RECEIVED);
    assertThat(sender.deliver("begun", "test.slow").body()).isEqualTo(DUPLICATE);
    assertThat(single.timesHandled("done")).isEqualTo(1);
    assertThat(single.timesHandled("begun")).isEqualTo(1);
  }

  @Test
  void secondReceiverOnTheSameLocalClaimsDoesNotStart() {
    single();

    ReceiverProcess.Ended second = ReceiverProcess.in(alone).startInVain();

    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.out()).contains("webhooks.claims.file", "REDIS_URL").doesNotContain("\tat ");
  }
}
