package io.groqwebhooks.process;

import io.groqwebhooks.testing.RedisProcess;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sends thousands of events while everything that can crash does: {@code mvn -Pchaos verify}, with
 * {@code -Dchaos.events} and {@code -Dchaos.seed}. What was acknowledged has to be handled or
 * parked, and once.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ChaosRun extends MixedChaos {

  private static final int EVENTS = Integer.getInteger("chaos.events", 3000);

  @Test
  void replicasOnOneRedisAndOneBrokerLoseNothing() throws Exception {
    RedisProcess redis = owned(RedisProcess.durable(folder.resolve("redis")));
    BrokerProcess broker = owned(BrokerProcess.artemis(folder.resolve("broker"), QUEUE).started());
    addTwoMixedReceivers(on(redis, broker.url()));
    Faults faults =
        faults(1000, 4000)
            .add("paused", "Redis", 4, Harms.pause(redis))
            .add("killed", "Redis", 3, Harms.restart(redis))
            .add("killed", "broker", 3, Harms.restart(broker));
    addEndsOfReceivers(faults);
    run("Two receivers, one Redis, one broker", EVENTS, 25, faults, () -> broker.messages(QUEUE));
  }

  @Test
  void oneReceiverThatHandlesInTheRequestLosesNothing() throws Exception {
    runAlone("One receiver on its defaults, handling in the request");
  }

  @Test
  void oneReceiverWithItsOwnBrokerLosesNothing() throws Exception {
    runAlone("One receiver with its own broker", "--spring.profiles.active=queue");
  }

  private void runAlone(String title, String... arguments) throws Exception {
    addMixedReceiver("A", setup -> setup.arguments(arguments));
    Faults faults = faults(4000, 10_000);
    addEndsOfReceivers(faults);
    run(title, EVENTS / 3, 15, faults, () -> 0);
  }
}
