package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.TakesLong;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The profile {@code queue} as it is without settings: a broker inside the receiver. */
class JmsQueueIT {

  private static final String ACCEPTED = "{\"received\":true}";

  @TempDir private Path folder;

  private final String id = UUID.randomUUID().toString();

  private ReceiverProcess.Setup receiver() {
    return ReceiverProcess.in(folder).testHandlers().arguments("--spring.profiles.active=queue");
  }

  @Test
  void eventIsAcceptedBeforeItIsHandledAndHandledOnceHoweverOftenItComes() {
    try (ReceiverProcess receiver = receiver().arguments("--test.delay=1000").start()) {
      SignedSender sender = receiver.sender();
      for (int i = 0; i < 5; i++) {
        assertThat(sender.deliver(id, "test.slow").body()).isEqualTo(ACCEPTED);
      }
      assertThat(receiver.timesHandled(id)).isZero();

      Handling.await(receiver, id);
      // The queue has been worked off when an event that came later is handled.
      sender.deliver("later", "resource.created");
      Handling.await(receiver, "later");
      await().until(() -> receiver.linesWith("is being handled").isEmpty());
      assertThat(receiver.timesHandled(id)).isEqualTo(1);
      assertThat(receiver.errorLines()).isEmpty();
    }
  }

  @Test
  void eventsAreHandledSoManyAtATimeAsConfigured() {
    try (ReceiverProcess receiver =
        receiver().arguments("--webhooks.queue.concurrency=2", "--test.delay=1500").start()) {
      List<String> ids = IntStream.range(0, 4).mapToObj(i -> id + i).toList();
      ids.forEach(each -> receiver.sender().deliver(each, "test.slow"));

      await().until(() -> ids.stream().filter(each -> receiver.timesBegun(each) > 0).count() == 2);
      ids.stream().limit(2).forEach(each -> Handling.await(receiver, each));
      assertThat(ids.stream().skip(2).filter(each -> receiver.timesHandled(each) > 0)).isEmpty();
      ids.forEach(each -> Handling.await(receiver, each));
    }
  }

  @Test
  void theConsoleTellsHowManyWait() {
    try (ReceiverProcess receiver =
        receiver()
            .observed()
            .arguments("--webhooks.queue.concurrency=1", "--test.delay=60000")
            .arguments("--webhooks.sources.groq.event.subject=/data/about")
            .start()) {
      receiver.sender().deliver(id, "test.slow");
      await().until(() -> receiver.timesBegun(id) == 1);
      receiver.sender().deliver("waits-" + id, "resource.created");
      receiver
          .sender()
          .deliver(SignedSender.event("in-a-lane", "resource.created", "{\"about\":\"a\"}"));

      assertThat(receiver.observe("/webhooks/api/sources"))
          .contains("\"queued\":true,\"queue\":\"jms:queue:groq-events\",\"waiting\":3,");
      assertThat(receiver.observe("/webhooks/sources"))
          .contains("<code>jms:queue:groq-events</code>", ">3</td>");
    }
  }

  @Test
  void whatWasAcceptedIsHandledAfterTheReceiverWasKilled() {
    List<String> waiting = IntStream.range(0, 20).mapToObj(i -> id + i).toList();
    try (ReceiverProcess receiver =
        receiver().arguments("--webhooks.queue.concurrency=1", "--test.delay=60000").start()) {
      receiver.sender().deliver(id, "test.slow");
      await().until(() -> receiver.timesBegun(id) == 1);
      waiting.forEach(
          each ->
              assertThat(receiver.sender().deliver(each, "resource.created").status())
                  .isEqualTo(200));
      receiver.kill();
    }

    try (ReceiverProcess receiver = receiver().arguments("--test.delay=1").start()) {
      Handling.await(receiver, id);
      waiting.forEach(each -> Handling.await(receiver, each));
      assertThat(receiver.timesBegun(id)).isEqualTo(2);
      assertThat(receiver.timesHandled(id)).isEqualTo(1);
      waiting.forEach(each -> assertThat(receiver.timesHandled(each)).isEqualTo(1));
      assertThat(receiver.errorLines()).isEmpty();
    }
  }

  /** In one queue, and in the lanes of many subjects. */
  @TakesLong
  @ParameterizedTest
  @ValueSource(strings = {"/none", "/data/about"})
  void whatTheHeapCannotHoldWaitsOnTheDiskAndIsHandledAfterTheReceiverWasKilled(String subject) {
    // 90 MB, as started by the README with a heap of 112. Events of 100 kB and more would have
    // files of their own anyway.
    String data = "{\"about\":\"%d\",\"more\":\"" + "x".repeat(60_000) + "\"}";
    List<byte[]> waiting =
        IntStream.range(0, 1_500)
            .mapToObj(i -> SignedSender.event(id + i, "resource.created", data.formatted(i % 100)))
            .toList();
    String about = "--webhooks.sources.groq.event.subject=" + subject;
    try (ReceiverProcess receiver =
        receiver()
            .trained()
            .arguments(about, "--webhooks.queue.concurrency=1", "--test.delay=600000")
            .start()) {
      receiver.sender().deliver(id, "test.slow");
      await().until(() -> receiver.timesBegun(id) == 1);
      assertThat(
              waiting.stream()
                  .parallel()
                  .map(event -> receiver.sender().deliver(event).status())
                  .distinct())
          .containsExactly(200);
      assertThat(receiver.errorLines()).isEmpty();
      receiver.kill();
    }

    try (ReceiverProcess receiver =
        receiver().trained().arguments(about, "--test.delay=1").start()) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> receiver.eventsHandled() == waiting.size() + 1);
      assertThat(receiver.errorLines()).isEmpty();
    }
  }

  @TakesLong
  @Test
  void eventOfAKilledReceiverIsHandledWhenItsLeaseInRedisIsOver() {
    String key = "groq:event:" + id;
    try (RedisProcess redis = RedisProcess.onFreePort()) {
      try (ReceiverProcess receiver =
          receiver()
              .redis(redis)
              .arguments("--webhooks.claims.lease=3s", "--test.delay=60000")
              .start()) {
        receiver.sender().deliver(id, "test.slow");
        await().until(() -> receiver.timesBegun(id) == 1);
        receiver.kill();
        long lease = redis.ask(commands -> commands.pttl(key));
        assertThat(lease).isBetween(1L, 3_000L);
        // Held on to, however long the next receiver takes to start.
        redis.ask(commands -> commands.persist(key));
      }

      try (ReceiverProcess receiver = receiver().redis(redis).arguments("--test.delay=1").start()) {
        receiver.sender().deliver("later", "resource.created");
        Handling.await(receiver, "later");
        assertThat(receiver.timesBegun(id)).isEqualTo(1);

        redis.ask(commands -> commands.pexpire(key, 1));
        Handling.await(receiver, id);
        assertThat(receiver.timesHandled(id)).isEqualTo(1);
        String claim = redis.ask(commands -> commands.get(key));
        assertThat(claim).isEqualTo("1");
        assertThat(folder.resolve("data/dead-letter")).doesNotExist();
      }
    }
  }

  @TakesLong
  @Test
  void eventsWaitInTheQueueWhileRedisIsAway() {
    try (RedisProcess redis = RedisProcess.onFreePort();
        ReceiverProcess receiver =
            receiver().redis(redis).arguments("--webhooks.claims.timeout=500ms").start()) {
      redis.kill();
      List<String> ids = IntStream.range(0, 20).mapToObj(i -> id + i).toList();
      ids.forEach(
          each ->
              assertThat(receiver.sender().deliver(each, "resource.created").body())
                  .isEqualTo(ACCEPTED));
      assertThat(receiver.eventsHandled()).isZero();

      redis.start();
      ids.forEach(each -> Handling.await(receiver, each));
      ids.forEach(each -> assertThat(receiver.timesHandled(each)).isEqualTo(1));
      assertThat(folder.resolve("data/dead-letter")).doesNotExist();
      assertThat(receiver.errorLines()).isEmpty();
    }
  }
}
