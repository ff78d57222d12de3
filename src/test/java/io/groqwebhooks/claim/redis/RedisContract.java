package io.groqwebhooks.claim.redis;

import io.groqwebhooks.claim.ClaimStoreContract;
import java.time.Duration;
import org.awaitility.Awaitility;

/** What every claim store in a real Redis does, whose clock cannot be set. */
interface RedisContract extends ClaimStoreContract {

  @Override
  default void pass(Duration time) {
    long begun = System.nanoTime();
    // Redis counts in milliseconds: one more than asked for.
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> System.nanoTime() - begun > time.toNanos() + 1_000_000);
  }
}
