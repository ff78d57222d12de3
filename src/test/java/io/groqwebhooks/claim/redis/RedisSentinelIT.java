package io.groqwebhooks.claim.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.testing.Concurrently;
import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.RedisSentinels;
import io.groqwebhooks.testing.TakesLong;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Claims where sentinels say who the master is, and both of its replicas must have a claim. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@TakesLong
class RedisSentinelIT extends ReplicatedRedis {

  @TempDir private static Path folder;

  private static RedisSentinels redis;
  private static LettuceConnectionFactory application;

  private final String key = "groq:event:" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    redis = RedisSentinels.start(folder);
    RedisSentinelConfiguration place = new RedisSentinelConfiguration();
    place.setMaster(RedisSentinels.NAME);
    redis.sentinels().forEach(each -> place.sentinel(each.host(), each.port()));
    application = new LettuceConnectionFactory(place);
    application.afterPropertiesSet();
  }

  @AfterAll
  static void stop() {
    application.destroy();
    redis.close();
  }

  @AfterEach
  void mend() {
    redis.servers().forEach(RedisProcess::resume);
    redis.awaitWhole();
    redis.master().ask(commands -> commands.flushall());
  }

  @Override
  public ClaimStore store(ClaimTimes times) {
    return opened(application, times, 2);
  }

  @Test
  void claimsGoOnWithTheNextMasterWhenTheirsDies() {
    try (ClaimStore store = store(TIMES)) {
      assertThat(claim(store, key)).isEqualTo(ClaimState.NEW);
      redis.master().kill();
      awaitState(store, key, ClaimState.IN_FLIGHT);
    }
    // With both replicas again.
    redis.awaitWhole();
    try (ClaimStore store = store(TIMES)) {
      awaitState(store, key + "-new", ClaimState.NEW);
    }
  }

  @Test
  void claimsGoOnWithTheNextMasterWhenTheirsHangs() {
    try (ClaimStore store = opened(application, TIMES, 1)) {
      awaitState(store, key, ClaimState.NEW);
      redis.master().pause();
      awaitState(store, key, ClaimState.IN_FLIGHT);
      awaitState(store, key + "-new", ClaimState.NEW);
    }
  }

  @Test
  void manyShareOneWait() throws Exception {
    try (ClaimStore store = store(TIMES)) {
      List<ClaimState> states =
          Concurrently.call(50, () -> claim(store, "groq:event:" + UUID.randomUUID()));
      assertThat(states).hasSize(50).containsOnly(ClaimState.NEW);
    }
  }
}
