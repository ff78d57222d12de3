package io.groqwebhooks.claim.redis;

import static org.awaitility.Awaitility.await;

import io.groqwebhooks.claim.Claim;
import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** Claims in a Redis with replicas, which take over from masters that die. */
abstract class ReplicatedRedis implements RedisContract {

  static final Duration TIMEOUT = Duration.ofSeconds(2);
  static final Duration FAILOVER = Duration.ofSeconds(30);

  private final List<ClaimStore> opened = new ArrayList<>();

  @AfterEach
  void closeStores() {
    opened.forEach(ClaimStore::close);
  }

  /** A store that has its connections: whoever connects first waits for all of a cluster. */
  final ClaimStore opened(RedisConnectionFactory application, ClaimTimes times, int replicas) {
    ClaimStore store = new DedicatedRedis(application, TIMEOUT, replicas).store(times);
    opened.add(store);
    await().atMost(FAILOVER).ignoreExceptions().until(() -> isThere(store));
    return store;
  }

  private static boolean isThere(ClaimStore store) {
    store.ping();
    return true;
  }

  static ClaimState claim(ClaimStore store, String key) {
    return store.claim(new Claim(key, "other-" + UUID.randomUUID()));
  }

  static void awaitState(ClaimStore store, String key, ClaimState state) {
    await()
        .atMost(FAILOVER)
        .ignoreExceptionsInstanceOf(ClaimsUnavailableException.class)
        .until(() -> claim(store, key) == state);
  }
}
