package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sends events while one of two receivers is stopped (SIGSTOP) for longer than its leases and the
 * senders' patience, and then goes on (SIGCONT) with what it had in hand: {@code mvn -Pchaos verify
 * -Dit.test=PausedReceiverRun}. The other one takes these events over, and notices nothing else.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class PausedReceiverRun extends MixedChaos {

  private static final int EVENTS = Integer.getInteger("chaos.paused", 900);

  /** Where leases are as short as here, a busy machine passes for a Redis that was away. */
  private static final String SLOW = "503";

  private static final String LOST = "claimed by somebody else meanwhile";

  @Test
  void inTheRequestTheOtherTakesOver() throws Exception {
    ChaosReport report = run("A receiver paused, handling in the request", setup -> setup);
    assertThat(report.outcomes(receivers.get(1)).keySet())
        .isSubsetOf("200", "200 duplicate", "409", "500", SLOW);
    assertThat(receivers.get(0).linesWith(LOST)).as("told of what it lost").isNotEmpty();
  }

  @Test
  void behindKafkaTheOtherTakesOver() throws Exception {
    BrokerProcess broker = owned(BrokerProcess.kafka(folder.resolve("broker")).started());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      admin.createTopics(List.of(new NewTopic(QUEUE, 8, (short) 1))).all().get();
    }
    String dispatch =
        "--groq.dispatch=kafka:%s?brokers=%s&sessionTimeoutMs=3000&heartbeatIntervalMs=500"
            .formatted(QUEUE, broker.address());
    ChaosReport report = run("A receiver paused, behind Kafka", setup -> setup.arguments(dispatch));
    assertThat(report.outcomes(receivers.get(1)).keySet()).isSubsetOf("200", SLOW);
  }

  private ChaosReport run(String title, UnaryOperator<ReceiverProcess.Setup> setup)
      throws Exception {
    RedisProcess redis = owned(RedisProcess.durable(folder.resolve("redis")));
    addTwoMixedReceivers(each -> setup.apply(each.redis(redis)));
    Replica victim = receivers.get(0);
    Faults faults =
        faults(1000, 3000)
            .add(
                ChaosReport.PAUSED,
                ChaosReport.RECEIVER + victim.name(),
                1,
                Harms.pause(victim, Duration.ofSeconds(11), Duration.ofSeconds(14)));
    ChaosReport report = run(title, EVENTS, 15, faults, () -> 0);
    assertThat(receivers.get(1).linesWith(LOST)).isEmpty();
    return report;
  }
}
