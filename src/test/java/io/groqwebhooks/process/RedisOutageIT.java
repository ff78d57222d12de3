package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.process.SignedSender.Answer;
import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.TakesLong;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@TakesLong
class RedisOutageIT {

  private static final String RECEIVED = "{\"received\":true}";
  private static final String UNAVAILABLE = "{\"error\":\"Service unavailable\"}";

  /** The timeout of 500 ms, and what a busy machine adds. */
  private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(5);

  private static final Duration RECOVERY = Duration.ofSeconds(15);

  @TempDir static Path folder;
  private static RedisProcess redis;
  private static ReceiverProcess receiver;
  private static SignedSender sender;

  @BeforeAll
  static void start() {
    redis = RedisProcess.onFreePort();
    receiver = start(folder, redis);
    sender = receiver.sender();
  }

  private static ReceiverProcess start(Path folder, RedisProcess redis) {
    return ReceiverProcess.in(folder)
        .testHandlers()
        .redis(redis)
        .arguments("--webhooks.claims.timeout=500ms")
        .start();
  }

  @AfterAll
  static void stop() {
    receiver.close();
    redis.close();
  }

  /** Each test begins with a receiver that has found Redis again, whatever the last one did. */
  @BeforeEach
  void awaitRecovery() {
    assertReceived(receiver, UUID.randomUUID().toString());
  }

  @Test
  void receiverThatStartsWithoutRedisRecovers(@TempDir Path ownFolder) {
    try (RedisProcess late = RedisProcess.onFreePort()) {
      late.kill();
      try (ReceiverProcess early = start(ownFolder, late)) {
        await().until(() -> !early.linesWith(" WARN ").isEmpty());
        assertThat(early.linesWith(" WARN ")).first().asString().contains("refused with 503");
        assertUnavailable(early, "without");

        late.start();

        assertReceived(early, "without");
        assertThat(early.timesHandled("without")).isEqualTo(1);
      }
    }
  }

  @Test
  void doneEventIsRecordedForAWeek() {
    assertReceived(receiver, "recorded");

    assertThat(redis.value("groq:event:recorded")).isEqualTo("1");
    long secondsToLive = redis.ask(commands -> commands.ttl("groq:event:recorded"));
    assertThat(secondsToLive).isBetween(604_790L, 604_800L);
  }

  @Test
  void eventRecordedByAnotherConsumerIsADuplicate() {
    redis.ask(commands -> commands.setex("groq:event:foreign", 604_800, "1"));

    await().until(() -> sender.deliver("foreign", "resource.created").body().contains("duplicate"));
    assertThat(receiver.timesHandled("foreign")).isZero();
  }

  @Test
  void failedEventLeavesNoRecord() {
    sender.deliver("failed", "test.invalid");

    assertThat(redis.value("groq:event:failed")).isNull();
  }

  @Test
  void pausedRedisIsNotWaitedFor() {
    redis.pause();
    try {
      for (int i = 0; i < 3; i++) {
        assertUnavailable(receiver, "paused");
      }
    } finally {
      redis.resume();
    }

    assertReceived(receiver, "paused");
    assertThat(receiver.timesHandled("paused")).isEqualTo(1);
  }

  @Test
  void stoppedRedisIsNotWaitedFor() {
    redis.kill();
    try {
      for (int i = 0; i < 3; i++) {
        assertUnavailable(receiver, "stopped");
      }
    } finally {
      redis.start();
    }

    assertReceived(receiver, "stopped");
    assertThat(receiver.timesHandled("stopped")).isEqualTo(1);
  }

  @Test
  void eventHandledWhileRedisGoesAwayIsReceivedAndRecordedLater() {
    CompletableFuture<Answer> delivery = sender.begin("unrecorded", "test.slow");
    await().until(() -> receiver.timesBegun("unrecorded") == 1);
    redis.pause();

    try {
      assertThat(delivery.join().body()).isEqualTo(RECEIVED);
      await()
          .until(
              () ->
                  receiver
                      .log()
                      .contains("Handled, but not yet recorded as done: groq:event:unrecorded"));
    } finally {
      redis.resume();
    }

    await().atMost(RECOVERY).until(() -> "1".equals(redis.value("groq:event:unrecorded")));
    assertThat(sender.deliver("unrecorded", "test.slow").body()).contains("duplicate");
    assertThat(receiver.timesBegun("unrecorded")).isEqualTo(1);
  }

  @Test
  void outagesUnderLoadLoseNothingAndHandleNothingTwice() throws Exception {
    int senders = 8;
    Load load = new Load(300);
    int errorsBefore = receiver.errorLines().size();
    ExecutorService threads = Executors.newFixedThreadPool(senders);
    try {
      List<CompletableFuture<Void>> running =
          IntStream.range(0, senders)
              .mapToObj(i -> CompletableFuture.runAsync(load::deliverAll, threads))
              .toList();
      // Paused rather than killed: a Redis that forgets its records would hide what is handled
      // twice.
      for (int outage = 0; outage < 3; outage++) {
        load.awaitReceived(10);
        redis.pause();
        load.awaitRefused(2 * senders);
        redis.resume();
      }
      load.awaitReceived(10);
      load.outagesAreOver();
      for (CompletableFuture<Void> each : running) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(load.statuses).contains(200, 503).isSubsetOf(200, 409, 503);
    assertThat(Duration.ofNanos(load.slowestNanos.get())).isLessThan(REFUSAL_LIMIT);
    assertThat(load.ids()).allMatch(id -> receiver.timesHandled(id) == 1);
    assertThat(receiver.errorLines()).hasSize(errorsBefore);
  }

  /** Senders that come again with each event until they get a 2xx. */
  private static final class Load {

    private final int events;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    private volatile boolean outages = true;

    Load(int events) {
      this.events = events;
    }

    /** Delivers events as long as there are outages, and at least as many as are wanted. */
    void deliverAll() {
      for (int n = next.getAndIncrement(); outages || n < events; n = next.getAndIncrement()) {
        deliver("load-" + n);
      }
    }

    private void deliver(String id) {
      Instant limit = Instant.now().plusSeconds(30);
      while (Instant.now().isBefore(limit)) {
        long begun = System.nanoTime();
        int status = sender.deliver(id, "resource.created").status();
        slowestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
        statuses.add(status);
        if (status == 200) {
          received.incrementAndGet();
          return;
        }
        refused.incrementAndGet();
      }
      throw new AssertionError("Never received: " + id);
    }

    void awaitReceived(int more) {
      awaitMore(received, more);
    }

    void awaitRefused(int more) {
      awaitMore(refused, more);
    }

    private static void awaitMore(AtomicInteger count, int more) {
      int wanted = count.get() + more;
      await().atMost(Duration.ofSeconds(20)).until(() -> count.get() >= wanted);
    }

    void outagesAreOver() {
      outages = false;
    }

    /** The events that were received. */
    Stream<String> ids() {
      return IntStream.range(0, received.get()).mapToObj(n -> "load-" + n);
    }
  }

  private static void assertReceived(ReceiverProcess receiver, String id) {
    SignedSender sender = receiver.sender();
    await()
        .atMost(RECOVERY)
        .until(() -> sender.deliver(id, "resource.created").body(), RECEIVED::equals);
  }

  private static void assertUnavailable(ReceiverProcess receiver, String id) {
    long begun = System.nanoTime();
    Answer answer = receiver.sender().deliver(id, "resource.created");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo(UNAVAILABLE);
    assertThat(answer.header("retry-after")).matches("[1-9][0-9]*");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(REFUSAL_LIMIT);
    assertThat(receiver.timesHandled(id)).isZero();
  }
}
