package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What senders notice when an Artemis broker dies and its backup takes over: {@code mvn -Pcluster
 * verify}. Nothing that was acknowledged is lost, or handled twice.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ArtemisFailoverRun {

  private static final String QUEUE = "groq-events";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  /** How many wait, in whichever broker has the queues; -1 if none has. */
  static long waiting(List<BrokerProcess> pair) {
    return pair.stream()
        .mapToLong(
            broker ->
                broker.messages(QUEUE) < 0
                    ? -1
                    : Stream.concat(
                            Stream.of(QUEUE),
                            IntStream.range(0, 16).mapToObj(i -> QUEUE + ".lane." + i))
                        .mapToLong(queue -> Math.max(0, broker.messages(queue)))
                        .sum())
        .max()
        .orElseThrow();
  }

  private static void assertResult(Failover.Result result) {
    assertThat(result.outage()).isLessThan(Duration.ofSeconds(40));
    assertThat(result.forgotten()).as("forgotten").isZero();
    assertThat(result.twice()).as("handled twice").isZero();
  }

  @Test
  void theBackupTakesOverAndGivesBack() throws Exception {
    List<BrokerProcess> pair = BrokerProcess.artemisPair(folder.resolve("artemis"), QUEUE);
    BrokerProcess primary = pair.get(0);
    BrokerProcess backup = pair.get(1);
    try (RedisProcess redis = RedisProcess.onFreePort();
        Failover failover =
            new Failover(
                ids ->
                    redis.ask(
                        commands ->
                            ids.stream()
                                .filter(id -> !"1".equals(commands.get("groq:event:" + id)))
                                .count()),
                () -> waiting(pair) == 0)) {
      pair.forEach(BrokerProcess::start);
      for (String name : List.of("A", "B")) {
        Path own = Files.createDirectories(folder.resolve(name));
        failover.receiver(
            own,
            ReceiverProcess.in(own)
                .redis(redis)
                .arguments(
                    "--spring.profiles.active=queue",
                    "--spring.artemis.mode=native",
                    "--spring.artemis.broker-url=(%s,%s)".formatted(primary.url(), backup.url()),
                    "--webhooks.claims.lease=5s"));
      }
      Failover.head("Artemis, a primary and a backup that share a store");
      assertResult(failover.measure("primary killed", primary::kill, primary::start));
      assertResult(
          failover.measure(
              "primary stopped",
              () -> {
                primary.terminate();
                primary.awaitExit(Duration.ofMinutes(1));
              },
              primary::start));
      assertResult(failover.measure("backup killed", backup::kill, backup::start));
    } finally {
      pair.forEach(BrokerProcess::close);
    }
  }
}
