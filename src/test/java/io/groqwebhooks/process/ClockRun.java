package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.MovedClock;
import io.groqwebhooks.testing.RedisProcess;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sends events while a receiver's clock is set forward and back by an hour: {@code mvn -Pchaos
 * verify -Dit.test=ClockRun}, where libfaketime is installed. What was acknowledged has to be
 * handled or parked, and once.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ClockRun extends MixedChaos {

  private static final int EVENTS = Integer.getInteger("chaos.clock", 900);

  /** So that the signature of a sender, whose clock is right, is not too old or too new. */
  private static final String TOLERANT = "--webhooks.sources.groq.tolerance=2h";

  private MovedClock clock() throws Exception {
    return MovedClock.in(Files.createDirectories(folder.resolve("clock")).resolve("ahead"));
  }

  private static ReceiverProcess.Setup by(MovedClock clock, ReceiverProcess.Setup setup) {
    clock.environment().forEach(setup::environment);
    return setup;
  }

  @Test
  void claimsInRedisOutliveItAndTheOtherReceiverDoesNotNotice() throws Exception {
    MovedClock clock = clock();
    RedisProcess redis = owned(RedisProcess.durable(folder.resolve("redis")));
    addMixedReceiver("A", setup -> by(clock, setup).redis(redis).arguments(TOLERANT));
    addMixedReceiver("B", setup -> setup.redis(redis));
    Faults faults =
        faults(2000, 5000)
            .add("set forward", "clock of receiver A", 1, Harms.set(clock, Duration.ofHours(1)))
            .add("set back", "clock of receiver A", 1, Harms.set(clock, Duration.ofHours(-1)));
    ChaosReport report = run("A receiver's clock, claims in Redis", EVENTS, 15, faults, () -> 0);
    // Where leases are as short as here, a busy machine passes for a Redis that was away.
    assertThat(report.outcomes(receivers.get(1)).keySet())
        .isSubsetOf("200", "200 duplicate", "409", "500", "503");
  }
}
