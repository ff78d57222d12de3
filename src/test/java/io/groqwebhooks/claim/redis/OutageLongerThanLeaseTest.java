package io.groqwebhooks.claim.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Two processes on one Redis that hangs for longer than a lease: who is handling keeps the event.
 */
class OutageLongerThanLeaseTest {

  private static final Duration LEASE = Duration.ofSeconds(2);

  private static LettuceConnectionFactory connect(RedisProcess redis) {
    LettuceConnectionFactory connections =
        new LettuceConnectionFactory(
            new RedisStandaloneConfiguration(redis.host(), redis.port()),
            LettuceClientConfiguration.builder().commandTimeout(Duration.ofSeconds(2)).build());
    connections.afterPropertiesSet();
    connections.start();
    return connections;
  }

  @Test
  void whatIsBeingHandledIsNotHandedToAnotherProcess() {
    ExecutorService impatient = Executors.newFixedThreadPool(8);
    try (RedisProcess redis = RedisProcess.onFreePort()) {
      LettuceConnectionFactory here = connect(redis);
      LettuceConnectionFactory there = connect(redis);
      ClaimTimes times = new ClaimTimes(LEASE, Duration.ofDays(7));
      try (ClaimLeases handling =
              new ClaimLeases(new RedisClaimStore(here, times, "Redis", () -> {}), LEASE);
          ClaimLeases waiting =
              new ClaimLeases(new RedisClaimStore(there, times, "Redis", () -> {}), LEASE)) {
        List<String> keys = IntStream.range(0, 8).mapToObj(i -> "groq:event:" + i).toList();
        keys.forEach(
            key ->
                await()
                    .ignoreExceptionsInstanceOf(ClaimsUnavailableException.class)
                    .until(() -> handling.claim(key, this).state() == ClaimState.NEW));
        List<ClaimState> answers = new CopyOnWriteArrayList<>();
        for (String key : keys) {
          impatient.execute(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  try {
                    answers.add(waiting.claim(key, this).state());
                    TimeUnit.MILLISECONDS.sleep(100);
                  } catch (ClaimsUnavailableException e) {
                    Thread.onSpinWait();
                  } catch (InterruptedException | IllegalStateException e) {
                    return;
                  }
                }
              });
        }
        await().until(() -> answers.size() > 20);
        redis.pause();
        long paused = System.nanoTime();
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> System.nanoTime() - paused > 3 * LEASE.toNanos());
        redis.resume();
        int before = answers.size();
        // Whoever claims in vain is refused at first, and told that the event is in progress then.
        await().atMost(Duration.ofSeconds(30)).until(() -> answers.size() > before + 80);
        assertThat(answers).containsOnly(ClaimState.IN_FLIGHT);
      } finally {
        here.destroy();
        there.destroy();
      }
    } finally {
      impatient.shutdownNow();
    }
  }
}
