package io.groqwebhooks.claim.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.claim.Claim;
import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.testing.RedisProcess;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisServerCommands;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

class RedisClaimStoreTest implements RedisContract {

  private static final String KEY = "groq:event:evt_1";
  private static final Claim A = new Claim(KEY, "a");

  private static RedisProcess redis;
  private static LettuceConnectionFactory connections;
  private static StringRedisTemplate commands;

  @BeforeAll
  static void startRedis() {
    redis = RedisProcess.onFreePort();
    connections = new LettuceConnectionFactory(redis.host(), redis.port());
    connections.afterPropertiesSet();
    commands = new StringRedisTemplate(connections);
  }

  @AfterAll
  static void stopRedis() {
    connections.destroy();
    redis.close();
  }

  @BeforeEach
  void empty() {
    commands.execute(
        (RedisCallback<Void>)
            connection -> {
              RedisServerCommands server = connection.serverCommands();
              server.flushAll();
              return null;
            });
  }

  @Override
  public ClaimStore store(ClaimTimes times) {
    return new RedisClaimStore(connections, times, "Redis under test", () -> {});
  }

  @Test
  void aLeasedKeyHoldsItsOwnerForTheLease() {
    store(TIMES).claim(A);
    assertThat(commands.opsForValue().get(KEY)).isEqualTo("a");
    assertThat(commands.getExpire(KEY, TimeUnit.MILLISECONDS)).isBetween(55_000L, 60_000L);
  }

  @Test
  void aDoneKeyHoldsOneForSevenDays() {
    ClaimStore store = store(TIMES);
    store.claim(A);
    store.confirm(A);
    assertThat(commands.opsForValue().get(KEY)).isEqualTo("1");
    assertThat(commands.getExpire(KEY, TimeUnit.SECONDS)).isBetween(604_790L, 604_800L);
  }

  @Test
  void aReleasedKeyIsGone() {
    ClaimStore store = store(TIMES);
    store.claim(A);
    store.release(A);
    assertThat(commands.hasKey(KEY)).isFalse();
  }

  @Test
  void aKeyThatAnotherConsumerSetIsDone() {
    // SET groq:event:x 1 EX 604800
    commands.opsForValue().set("groq:event:x", "1", Duration.ofDays(7));
    assertThat(store(TIMES).claim(new Claim("groq:event:x", "a"))).isEqualTo(ClaimState.DONE);
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void aKeyWithAValueOfNobodyIsToldOf(CapturedOutput output) {
    commands.opsForValue().set(KEY, "process-1");
    assertThat(store(TIMES).claim(A)).isEqualTo(ClaimState.IN_FLIGHT);
    assertThat(output).doesNotContain("no receiver writes");

    commands.opsForValue().set(KEY, "yes");
    assertThat(store(TIMES).claim(A)).isEqualTo(ClaimState.IN_FLIGHT);
    assertThat(output).contains(KEY, "no receiver writes", "until the key is removed");
  }

  @Test
  void redisMayForgetItsScripts() {
    ClaimStore store = store(TIMES);
    store.claim(A);
    commands.execute(
        (RedisCallback<Void>)
            connection -> {
              connection.scriptingCommands().scriptFlush();
              return null;
            });
    assertThat(store.claim(new Claim(KEY, "b"))).isEqualTo(ClaimState.IN_FLIGHT);
    assertThat(store.confirm(A)).isTrue();
  }
}
