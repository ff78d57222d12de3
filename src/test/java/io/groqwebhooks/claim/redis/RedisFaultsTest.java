package io.groqwebhooks.claim.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.claim.Claim;
import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.testing.Concurrently;
import io.groqwebhooks.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The connection that claims get, and a Redis that hangs, is gone, and comes back. */
class RedisFaultsTest {

  private final AtomicInteger attempts = new AtomicInteger();

  private static final Duration TIMEOUT = Duration.ofMillis(500);

  /** For what is not about time: a JVM's first connection is slow. */
  private static final Duration AMPLE = Duration.ofSeconds(20);

  /** Far less than a hundred callers would wait one after the other, on a busy machine too. */
  private static final Duration TIMEOUT_AND_A_LITTLE = TIMEOUT.plusMillis(1_500);

  private static final ClaimTimes TIMES =
      new ClaimTimes(Duration.ofSeconds(60), Duration.ofDays(7));
  private static final String KEY = "groq:event:evt_1";

  private RedisProcess redis;
  private LettuceConnectionFactory application;
  private ClaimStore store;

  @BeforeEach
  void start() {
    redis = RedisProcess.onFreePort();
    application = new LettuceConnectionFactory(redis.host(), redis.port());
    application.afterPropertiesSet();
    // Loads what a JVM's first connection has to load, so that the store's timeout is enough.
    try (RedisConnection connection = application.getConnection()) {
      assertThat(connection.ping()).isEqualTo("PONG");
    }
    store = new DedicatedRedis(application, TIMEOUT, 0).store(TIMES);
  }

  @AfterEach
  void stop() {
    redis.close();
    store.close();
    application.destroy();
  }

  private static long millis(Runnable call) {
    long begun = System.nanoTime();
    call.run();
    return Duration.ofNanos(System.nanoTime() - begun).toMillis();
  }

  private void assertRefusedInTime() {
    long millis =
        millis(
            () ->
                assertThatThrownBy(() -> store.claim(new Claim(KEY, "refused")))
                    .isInstanceOf(ClaimsUnavailableException.class)
                    .hasMessageContaining(redis.host() + ":" + redis.port()));
    assertThat(millis).isLessThan(TIMEOUT_AND_A_LITTLE.toMillis());
  }

  private void assertAllRefusedInTime(int callers) {
    long millis =
        millis(
            () -> {
              try {
                List<String> answers =
                    Concurrently.call(
                        callers,
                        () -> {
                          try {
                            return store.claim(new Claim(KEY, "refused")).name();
                          } catch (ClaimsUnavailableException e) {
                            return "refused";
                          }
                        });
                assertThat(answers).hasSize(callers).containsOnly("refused");
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    assertThat(millis).isLessThan(TIMEOUT_AND_A_LITTLE.toMillis());
  }

  /** As another process would claim it, each time by another attempt. */
  private ClaimState elsewhere(String key) {
    Claim other = new Claim(key, "elsewhere-" + attempts.incrementAndGet());
    ClaimState state = store.claim(other);
    if (state == ClaimState.NEW) {
      store.release(other);
    }
    return state;
  }

  @Test
  void aHangingRedisIsGivenUpAfterTheTimeout() {
    store.ping();
    redis.pause();
    assertRefusedInTime();
    assertAllRefusedInTime(100);
  }

  @Test
  void aRedisThatHungFromTheBeginningIsGivenUpAfterTheTimeout() {
    redis.pause();
    assertRefusedInTime();
    assertAllRefusedInTime(100);
    redis.resume();
    await().atMost(Duration.ofSeconds(2)).ignoreExceptions().until(() -> elsewhere("new") != null);
  }

  @Test
  void theFirstCallersAllWaitForTheConnection() throws Exception {
    List<ClaimState> states;
    try (ClaimStore patient = new DedicatedRedis(application, AMPLE, 0).store(TIMES)) {
      states =
          Concurrently.call(50, () -> patient.claim(new Claim(KEY, UUID.randomUUID().toString())));
    }
    assertThat(states).filteredOn(ClaimState.NEW::equals).hasSize(1);
    assertThat(states).filteredOn(ClaimState.IN_FLIGHT::equals).hasSize(49);
  }

  @Test
  void aStoppedRedisRefusesAtOnce() {
    store.ping();
    redis.kill();
    await()
        .atMost(TIMEOUT_AND_A_LITTLE)
        .until(() -> millis(this::assertRefusedInTime) < TIMEOUT.toMillis() / 2);
    assertAllRefusedInTime(100);
    assertThatThrownBy(store::ping).isInstanceOf(ClaimsUnavailableException.class);
  }

  @Test
  void aRedisThatWasNeverThereRefusesAtOnce() {
    redis.kill();
    assertAllRefusedInTime(100);
    redis.start();
    await().atMost(Duration.ofSeconds(2)).ignoreExceptions().until(() -> elsewhere("new") != null);
  }

  @Test
  void aRestartedRedisIsUsedAgainSoon() {
    store.ping();
    redis.kill();
    // Long enough for pauses between attempts that only grow to be longer than the wait below.
    long begun = System.nanoTime();
    await()
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              assertRefusedInTime();
              return System.nanoTime() - begun > Duration.ofMillis(5_500).toNanos();
            });
    redis.start();
    await().atMost(Duration.ofSeconds(2)).ignoreExceptions().until(() -> elsewhere("new") != null);
  }

  @Test
  void aClaimThatWasRefusedBlocksNobodyAfterTheOutage() {
    try (ClaimLeases leases = new ClaimLeases(store, TIMES.lease())) {
      // From now on Redis knows the script, and carries out what it is sent while it hangs.
      leases.claim("groq:event:first", this);
      redis.pause();
      assertThatThrownBy(() -> leases.claim(KEY, this))
          .isInstanceOf(ClaimsUnavailableException.class);
      redis.resume();
      await()
          .atMost(Duration.ofSeconds(4))
          .ignoreExceptions()
          .until(() -> leases.claim(KEY, this).state() == ClaimState.NEW);
    }
  }

  @Test
  void whatWasHandledDuringAnOutageIsRecordedAfterIt() {
    try (ClaimLeases leases = new ClaimLeases(store, TIMES.lease())) {
      Claim handled = leases.claim("groq:event:handled", this).claim();
      Claim failed = leases.claim("groq:event:failed", this).claim();
      redis.pause();
      // Nobody waits for this one.
      assertThat(millis(() -> leases.confirm(handled))).isLessThan(TIMEOUT.toMillis());
      assertThat(leases.release(failed)).isFalse();
      assertThat(leases.claim("groq:event:handled", this).state()).isEqualTo(ClaimState.DONE);
      redis.resume();
      await().until(() -> leases.inFlight() == 0);
      assertThat(elsewhere("groq:event:handled")).isEqualTo(ClaimState.DONE);
      await()
          .atMost(Duration.ofSeconds(4))
          .ignoreExceptions()
          .until(() -> elsewhere("groq:event:failed") == ClaimState.NEW);
    }
  }

  @Test
  void whatIsBeingRecordedIsWaitedForAtTheEnd() {
    Claim handled;
    try (ClaimLeases leases = new ClaimLeases(store, TIMES.lease())) {
      handled = leases.claim(KEY, this).claim();
      boolean unused = leases.confirm(handled);
    }
    assertThat(elsewhere(KEY)).isEqualTo(ClaimState.DONE);
  }

  @Test
  void confirmationsDoWithoutScriptsThatRedisHasForgotten() {
    try (ClaimLeases leases = new ClaimLeases(store, TIMES.lease())) {
      for (String key : List.of(KEY, "groq:event:after")) {
        Claim handled = leases.claim(key, this).claim();
        try (RedisConnection connection = application.getConnection()) {
          connection.scriptingCommands().scriptFlush();
        }
        boolean unused = leases.confirm(handled);
        await().until(() -> leases.inFlight() == 0);
        assertThat(elsewhere(key)).isEqualTo(ClaimState.DONE);
      }
    }
  }

  @Test
  void whatSomebodyElseTookMeanwhileIsNotRecorded() {
    try (ClaimLeases leases = new ClaimLeases(store, TIMES.lease())) {
      Claim handled = leases.claim(KEY, this).claim();
      store.release(handled);
      assertThat(elsewhere(KEY)).isEqualTo(ClaimState.NEW);
      assertThat(store.claim(new Claim(KEY, "other"))).isEqualTo(ClaimState.NEW);
      boolean unused = leases.confirm(handled);
      await().until(() -> leases.inFlight() == 0);
      assertThat(elsewhere(KEY)).isEqualTo(ClaimState.IN_FLIGHT);
    }
  }

  @Test
  void aRecordSurvivesARedisThatLostTheLease() {
    try (ClaimLeases leases = new ClaimLeases(store, TIMES.lease())) {
      Claim handled = leases.claim(KEY, this).claim();
      redis.kill();
      redis.start();
      boolean unused = leases.confirm(handled);
      // Nobody else asks before it is settled: he would get what Redis has forgotten.
      await().until(() -> leases.inFlight() == 0);
      assertThat(elsewhere(KEY)).isEqualTo(ClaimState.DONE);
    }
  }

  @Test
  void aStoreClosesInTimeWhileRedisHangs() {
    store.ping();
    redis.pause();
    assertThat(millis(store::close)).isLessThan(3_000);
  }

  @Test
  void aWrongPasswordIsNamedAndNotShown() {
    try (RedisProcess guarded = RedisProcess.onFreePort("--requirepass", "right-password")) {
      RedisStandaloneConfiguration place =
          new RedisStandaloneConfiguration(guarded.host(), guarded.port());
      place.setPassword(RedisPassword.of("wrong-password"));
      LettuceConnectionFactory factory = new LettuceConnectionFactory(place);
      factory.afterPropertiesSet();
      try (ClaimStore refused = new DedicatedRedis(factory, AMPLE, 0).store(TIMES)) {
        assertThatThrownBy(refused::ping)
            .isInstanceOf(ClaimsUnavailableException.class)
            .hasMessageContaining("WRONGPASS")
            .satisfies(e -> assertThat(all(e)).doesNotContain("wrong-password"));
      } finally {
        factory.destroy();
      }

      place.setPassword(RedisPassword.of("right-password"));
      LettuceConnectionFactory right = new LettuceConnectionFactory(place);
      right.afterPropertiesSet();
      try (ClaimStore accepted = new DedicatedRedis(right, AMPLE, 0).store(TIMES)) {
        assertThat(accepted.claim(new Claim(KEY, "a"))).isEqualTo(ClaimState.NEW);
        assertThat(accepted.description()).doesNotContain("right-password");
      } finally {
        right.destroy();
      }
    }
  }

  private static String all(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      text.append(cause).append('\n');
    }
    return text.toString();
  }
}
