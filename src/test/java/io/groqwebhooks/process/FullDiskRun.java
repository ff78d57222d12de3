package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sends events while the disk with everything that a receiver writes becomes full, and has room
 * again: {@code mvn -Pchaos verify -Dit.test=FullDiskRun}. What was acknowledged has to be handled
 * or parked, and once; the rest is refused so that it is delivered again.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class FullDiskRun extends MixedChaos {

  private static final int EVENTS = Integer.getInteger("chaos.full", 900);
  private static final int MEGABYTES = 128;

  /** So that the broker soon needs another file. */
  private static final String LARGE = "\"" + "x".repeat(40_000) + "\"";

  @Test
  void oneReceiverThatHandlesInTheRequestLosesNothing() throws Exception {
    ChaosReport report = run("A full disk, handling in the request");
    assertThat(report.outcomes()).containsKey("503");
  }

  @Test
  void oneReceiverWithItsOwnBrokerLosesNothing() throws Exception {
    ChaosReport unused = run("A full disk, with its own broker", "--spring.profiles.active=queue");
  }

  private ChaosReport run(String title, String... arguments) throws Exception {
    data = LARGE;
    SmallDisk disk = owned(SmallDisk.on(folder.resolve("A").resolve("data"), MEGABYTES));
    addMixedReceiver("A", disk.root(), setup -> setup.on(disk).observed().arguments(arguments));
    Faults faults = faults(4000, 8000).add("full", "disk", 1, Harms.fill(disk));
    ChaosReport report = run(title, EVENTS, 15, faults, () -> 0);
    assertThat(report.outcomes().keySet()).isSubsetOf("200", "200 duplicate", "409", "500", "503");
    return report;
  }
}
