package io.groqwebhooks.claim.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.claim.Claim;
import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.testing.RedisCluster;
import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.TakesLong;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Claims in a cluster of three masters and their replicas, each of which must have a claim. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@TakesLong
class RedisClusterIT extends ReplicatedRedis {

  @TempDir private static Path folder;

  private static RedisCluster cluster;
  private static LettuceConnectionFactory application;

  private final String id = UUID.randomUUID().toString();

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start(folder);
    application = new LettuceConnectionFactory(place());
    application.afterPropertiesSet();
  }

  @AfterAll
  static void stop() {
    application.destroy();
    cluster.close();
  }

  @AfterEach
  void mend() {
    cluster.nodes().forEach(RedisProcess::resume);
    cluster.awaitWhole();
    cluster.masters().forEach(each -> each.ask(commands -> commands.flushall()));
  }

  private static RedisClusterConfiguration place() {
    return new RedisClusterConfiguration(
        cluster.nodes().stream().map(node -> node.host() + ":" + node.port()).toList());
  }

  @Override
  public ClaimStore store(ClaimTimes times) {
    return opened(application, times, 1);
  }

  /** Keys in all parts of the cluster. */
  private List<String> keys() {
    return IntStream.range(0, 60).mapToObj(i -> "groq:event:" + id + "-" + i).toList();
  }

  @Test
  void aMasterThatDiesTakesNoRecordWithIt() {
    try (ClaimStore store = store(TIMES)) {
      for (String key : keys()) {
        Claim claim = new Claim(key, "a");
        assertThat(store.claim(claim)).isEqualTo(ClaimState.NEW);
        assertThat(store.beginConfirm(claim).toCompletableFuture().join()).isTrue();
      }
      cluster.masterOf(keys().get(0)).kill();
      keys().forEach(key -> awaitState(store, key, ClaimState.DONE));
      // With a replica again.
      cluster.awaitWhole();
      awaitState(store, keys().get(0) + "-new", ClaimState.NEW);
    }
  }

  @Test
  void aMasterThatHangsIsLeftForItsReplica() {
    try (ClaimStore store = opened(application, TIMES, 0)) {
      String key = keys().get(0);
      assertThat(claim(store, key)).isEqualTo(ClaimState.NEW);
      RedisProcess master = cluster.masterOf(key);
      master.pause();
      awaitState(store, key, ClaimState.IN_FLIGHT);
      awaitState(store, key + "-new", ClaimState.NEW);
    }
  }

  @Test
  void aSlotThatMovesIsFollowed() {
    try (ClaimStore store = store(TIMES)) {
      String key = keys().get(0);
      Claim claim = new Claim(key, "a");
      assertThat(store.claim(claim)).isEqualTo(ClaimState.NEW);
      RedisProcess target =
          cluster.masters().stream()
              .filter(each -> each != cluster.masterOf(key))
              .findFirst()
              .orElseThrow();
      cluster.moveSlot(key, target);
      assertThat(store.renew(claim)).isTrue();
      awaitState(store, key, ClaimState.IN_FLIGHT);
      await().atMost(FAILOVER).ignoreExceptions().until(() -> store.confirm(claim));
      assertThat(claim(store, key)).isEqualTo(ClaimState.DONE);
    }
  }

  @Test
  void aClaimThatNoReplicaHasIsRefusedInTime() {
    try (ClaimStore store = store(TIMES)) {
      String key = keys().get(0);
      RedisProcess replica = cluster.replicaOf(cluster.masterOf(key));
      replica.pause();
      Claim refused = new Claim(key, "a");
      long begun = System.nanoTime();
      assertThatThrownBy(() -> store.claim(refused))
          .isInstanceOf(ClaimsUnavailableException.class)
          .hasMessageContaining("0 of its replicas")
          .hasMessageContaining("webhooks.claims.replicas is 1");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TIMEOUT.multipliedBy(2));
      // The others go on, and what needs no replica.
      assertThat(store.release(refused)).isTrue();
      replica.resume();
      awaitState(store, key, ClaimState.NEW);
    }
  }
}
