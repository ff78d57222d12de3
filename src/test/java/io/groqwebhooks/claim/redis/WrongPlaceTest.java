package io.groqwebhooks.claim.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.testing.RedisCluster;
import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.RedisSentinels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Servers that are well, but not what the settings say: each is told by the property's name. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class WrongPlaceTest {

  private static final ClaimTimes TIMES =
      new ClaimTimes(Duration.ofSeconds(60), Duration.ofDays(7));

  @TempDir private Path folder;

  private static void assertTold(RedisConfiguration place, String... parts) {
    LettuceConnectionFactory application = new LettuceConnectionFactory(place);
    application.afterPropertiesSet();
    try (ClaimStore store =
        new DedicatedRedis(application, Duration.ofSeconds(10), 0).store(TIMES)) {
      assertThatThrownBy(store::ping)
          .isInstanceOf(ClaimsUnavailableException.class)
          .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    } finally {
      application.destroy();
    }
  }

  private static RedisStandaloneConfiguration url(RedisProcess server) {
    return new RedisStandaloneConfiguration(server.host(), server.port());
  }

  private static RedisSentinelConfiguration sentinel(String master, RedisProcess sentinel) {
    return new RedisSentinelConfiguration(
        master, java.util.Set.of(sentinel.host() + ":" + sentinel.port()));
  }

  @Test
  void eachMasterOfAClusterAsTheOnlyServer() {
    try (RedisCluster cluster = RedisCluster.start(folder)) {
      for (RedisProcess node : cluster.nodes()) {
        assertTold(
            url(node), "one of several masters", "spring.data.redis.cluster.nodes", "REDIS_URL");
      }
    }
  }

  @Test
  void serversThatSentinelsWatch() {
    try (RedisSentinels redis = RedisSentinels.start(folder)) {
      RedisProcess sentinel = redis.sentinels().get(0);
      assertTold(url(redis.replicas().get(0)), "is a replica", "spring.data.redis.sentinel.nodes");
      assertTold(url(sentinel), "is a sentinel", "spring.data.redis.sentinel.master");
      assertTold(sentinel("unknown", sentinel), "not known", "spring.data.redis.sentinel.master");
      assertTold(
          sentinel(RedisSentinels.NAME, redis.master()),
          "not known",
          "spring.data.redis.sentinel.nodes");
    }
  }

  @Test
  void aSingleServerAsACluster() {
    try (RedisProcess single = RedisProcess.onFreePort()) {
      assertTold(
          new RedisClusterConfiguration(List.of(single.host() + ":" + single.port())),
          "is no cluster",
          "spring.data.redis.cluster.nodes");
    }
  }
}
