package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.TakesLong;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A source that is handled inside the request follows the contract of that, whatever other sources
 * do: here Groq's events, and those of the source {@code inner}, wait in queues.
 */
@TakesLong
class MixedSourcesIT {

  private static final String SECRET = "whsec_mixed";
  private static final String ACCEPTED = "{\"received\":true}";

  @TempDir private Path folder;

  private final String id = UUID.randomUUID().toString();

  private ReceiverProcess.Setup receiver(RedisProcess redis, boolean inRedis) throws Exception {
    ReceiverProcess.Setup setup =
        ReceiverProcess.in(folder)
            .testHandlers()
            .file(
                "routes/acme.camel.yaml",
                Files.readString(Path.of("src/test/resources/process/acme.camel.yaml")))
            .arguments(
                "--spring.profiles.active=queue",
                "--webhooks.sources.acme.scheme=groq",
                "--webhooks.sources.acme.secrets=" + SECRET,
                "--webhooks.sources.inner.scheme=groq",
                "--webhooks.sources.inner.secrets=" + SECRET,
                "--webhooks.sources.inner.dispatch=seda:inner-events",
                "--webhooks.retry.delay=10ms",
                "--webhooks.claims.timeout=500ms",
                "--test.delay=1500");
    return inRedis ? setup.redis(redis) : setup;
  }

  private static SignedSender sender(ReceiverProcess receiver, String source) {
    return new SignedSender(receiver.url("/webhooks/" + source), SECRET);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachExchangeFollowsTheContractOfItsOwnSource(boolean inRedis) throws Exception {
    try (RedisProcess redis = RedisProcess.onFreePort();
        ReceiverProcess receiver = receiver(redis, inRedis).start()) {
      SignedSender acme = sender(receiver, "acme");

      // The sender waits for one, and is told of the others that it is being handled.
      List<CompletableFuture<SignedSender.Answer>> slow =
          IntStream.range(0, 4).mapToObj(i -> acme.begin("slow-" + id, "test.slow")).toList();
      assertThat(slow.stream().map(CompletableFuture::join).map(SignedSender.Answer::status))
          .containsExactlyInAnyOrder(200, 409, 409, 409);

      // The same failure is told to the sender that waits, and kept where none does.
      assertThat(acme.deliver("fail-" + id, "test.fail").status()).isEqualTo(500);
      assertThat(acme.deliver("fail-" + id, "test.fail").status()).isEqualTo(500);
      assertThat(receiver.sender().deliver("groq-" + id, "test.fail").body()).isEqualTo(ACCEPTED);
      assertThat(sender(receiver, "inner").deliver("inner-" + id, "test.fail").body())
          .isEqualTo(ACCEPTED);
      Path letters = folder.resolve("data/dead-letter");
      Handling.soon().until(() -> Handling.deadLetters(letters).size() == 2);
      assertThat(Handling.deadLetters(letters))
          .allSatisfy(letter -> assertThat(letter.getFileName().toString()).contains(id))
          .noneSatisfy(letter -> assertThat(letter.getFileName().toString()).contains("acme"));
    }
  }

  @Test
  void duringAnOutageASenderThatWaitsIsToldAndQueuesWait() throws Exception {
    try (RedisProcess redis = RedisProcess.onFreePort();
        ReceiverProcess receiver = receiver(redis, true).start()) {
      redis.kill();
      assertThat(receiver.sender().deliver("groq-" + id, "resource.created").body())
          .isEqualTo(ACCEPTED);
      assertThat(sender(receiver, "inner").deliver("inner-" + id, "handled").body())
          .isEqualTo(ACCEPTED);
      long begun = System.nanoTime();
      assertThat(sender(receiver, "acme").deliver("acme-" + id, "handled").status()).isEqualTo(503);
      // Not retried, as a queue's events are until the answer's timeout of thirty seconds.
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));

      redis.start();
      Handling.await(receiver, "groq-" + id);
      Handling.await(receiver, "inner-" + id);
      assertThat(receiver.timesHandled("acme-" + id)).isZero();
      assertThat(folder.resolve("data/dead-letter")).doesNotExist();
    }
  }
}
