package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.MovedClock;
import io.groqwebhooks.testing.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

  private ChaosReport run(String title, String whose, MovedClock clock) throws Exception {
    Faults faults =
        faults(2000, 5000)
            .add("set forward", "clock of " + whose, 1, Harms.set(clock, Duration.ofHours(1)))
            .add("set back", "clock of " + whose, 1, Harms.set(clock, Duration.ofHours(-1)));
    return run(title, EVENTS, 15, faults, () -> 0);
  }

  @Test
  void claimsInRedisOutliveItAndTheOtherReceiverDoesNotNotice() throws Exception {
    MovedClock clock = clock();
    RedisProcess redis = owned(RedisProcess.durable(folder.resolve("redis")));
    addMixedReceiver("A", setup -> by(clock, setup).redis(redis).arguments(TOLERANT));
    addMixedReceiver("B", setup -> setup.redis(redis));
    ChaosReport report = run("A receiver's clock, claims in Redis", "receiver A", clock);
    // Where leases are as short as here, a busy machine passes for a Redis that was away.
    assertThat(report.outcomes(receivers.get(1)).keySet())
        .isSubsetOf("200", "200 duplicate", "409", "500", "503");
  }

  @Test
  void claimsInAFileOutliveItAndTheFileDoesNotGrow() throws Exception {
    MovedClock clock = clock();
    addMixedReceiver("A", setup -> by(clock, setup).arguments(TOLERANT));
    ChaosReport report = run("A receiver's clock, claims in a file", "receiver", clock);
    assertThat(report.outcomes()).containsKey("200");
    try (Stream<Path> files = Files.list(receivers.get(0).data())) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("claims")))
          .as("files of claims")
          .hasSize(2);
    }
  }

  /** The sender's signatures are too old or too new, until the clock is right again. */
  @Test
  void whatIsRefusedForItIsTakenLater() throws Exception {
    MovedClock clock = clock();
    addMixedReceiver("A", setup -> by(clock, setup));
    ChaosReport report = run("A receiver's clock, with the tolerance as it is", "receiver", clock);
    assertThat(report.outcomes()).containsKeys("200", "401");
  }
}
