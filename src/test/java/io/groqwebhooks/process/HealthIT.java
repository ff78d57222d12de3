package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.process.SignedSender.Answer;
import io.groqwebhooks.testing.RedisProcess;
import io.groqwebhooks.testing.TakesLong;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What probes are told, while what the receiver needs comes and goes. */
class HealthIT {

  private static final String UP = "200 {\"status\":\"UP\"}";
  private static final String DOWN = "503 {\"status\":\"DOWN\"}";

  @TempDir private Path folder;

  private ReceiverProcess.Setup receiver() {
    return ReceiverProcess.in(folder).testHandlers().observed();
  }

  private static String ready(ReceiverProcess receiver) {
    return receiver.observe("/health/ready");
  }

  private static String live(ReceiverProcess receiver) {
    return receiver.observe("/health/live");
  }

  @Test
  void receiverWithoutRedisIsAliveButNotReadyUntilRedisIsBack() {
    try (RedisProcess redis = RedisProcess.onFreePort();
        ReceiverProcess receiver =
            receiver().redis(redis).arguments("--webhooks.claims.timeout=500ms").start()) {
      assertThat(ready(receiver)).isEqualTo(UP);

      redis.kill();
      await().until(() -> ready(receiver), DOWN::equals);
      assertThat(live(receiver)).isEqualTo(UP);
      assertThat(receiver.observe("/health")).startsWith("503 {\"status\":\"DOWN\"");

      redis.start();
      await().atMost(Duration.ofSeconds(15)).until(() -> ready(receiver), UP::equals);

      redis.pause();
      long begun = System.nanoTime();
      assertThat(ready(receiver)).isEqualTo(DOWN);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
      redis.resume();
      await().atMost(Duration.ofSeconds(15)).until(() -> ready(receiver), UP::equals);
      assertThat(receiver.errorLines()).isEmpty();
    }
  }

  @TakesLong
  @Test
  void receiverWhoseBrokerIsAwayIsAliveButNotReady() {
    try (BrokerProcess broker = BrokerProcess.artemis(folder.resolve("broker")).started();
        ReceiverProcess receiver =
            receiver()
                .arguments(
                    "--spring.profiles.active=queue",
                    "--spring.artemis.mode=native",
                    "--webhooks.queue.timeout=1s",
                    "--spring.artemis.broker-url=" + broker.url())
                .start()) {
      assertThat(ready(receiver)).isEqualTo(UP);

      broker.kill();
      await().atMost(Duration.ofSeconds(15)).until(() -> ready(receiver), DOWN::equals);
      assertThat(live(receiver)).isEqualTo(UP);

      broker.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> ready(receiver), UP::equals);
    }
  }

  @TakesLong
  @Test
  void receiverWhoseKafkaIsAwayIsAliveButNotReady() {
    try (BrokerProcess broker = BrokerProcess.kafka(folder.resolve("broker"));
        ReceiverProcess receiver =
            receiver()
                .arguments("--groq.dispatch=kafka:groq-events?brokers=" + broker.address())
                .start()) {
      await().until(() -> ready(receiver).startsWith("503 "));
      assertThat(live(receiver)).isEqualTo(UP);

      broker.start();
      await().atMost(Duration.ofSeconds(60)).until(() -> ready(receiver), UP::equals);

      broker.kill();
      await().atMost(Duration.ofSeconds(60)).until(() -> ready(receiver).startsWith("503 "));
    }
  }

  @Test
  void receiverThatStopsIsNotReadyBeforeItsHandlersHaveEnded() {
    try (ReceiverProcess receiver = receiver().arguments("--test.delay=4000").start()) {
      CompletableFuture<Answer> delivery = receiver.sender().begin("last", "test.slow");
      await().until(() -> receiver.timesBegun("last") == 1);

      receiver.terminate();

      await().until(() -> !ready(receiver).equals(UP));
      assertThat(delivery).isNotDone();
      assertThat(delivery.join().status()).isEqualTo(200);
    }
  }

  @Test
  void portInUseIsToldWithItsSetting() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ReceiverProcess.Ended ended =
          receiver().environment("MANAGEMENT_SERVER_PORT", "" + taken.getLocalPort()).startInVain();

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.out())
          .contains("" + taken.getLocalPort(), "management.server.port")
          .doesNotContain("\tat ", "is ready on port");
    }
  }

  @Test
  void metricsAreNotShownToAPageThatLeadsItsOwnNameToLoopback() throws IOException {
    try (ReceiverProcess receiver = receiver().start()) {
      for (String host : List.of("127.0.0.1:9876", "localhost", "[::1]:9876")) {
        assertThat(metrics(receiver, host).status()).as(host).isEqualTo(200);
      }
      for (String host :
          List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "x")) {
        assertThat(metrics(receiver, host).status()).as(host).isEqualTo(403);
        assertThat(metrics(receiver, host).body()).doesNotContain("webhooks_");
      }
    }
  }

  private static SignedSender.Answer metrics(ReceiverProcess receiver, String host)
      throws IOException {
    try (RawConnection connection = new RawConnection(receiver.observeAddress())) {
      return connection
          .send("GET /observe/metrics HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
          .receive();
    }
  }

  @Test
  void strangersAreToldNothingMoreThanUpOrDown() {
    // Nor where the operator's settings come from elsewhere: what Camel's starter says is no
    // setting from outside, and holds all the same.
    String elsewhere = "--spring.config.location=optional:file:elsewhere/";
    try (ReceiverProcess receiver = receiver().arguments(elsewhere).start()) {
      assertThat(receiver.observe("/health")).startsWith("200 {\"status\":\"UP\"");
      assertThat(receiver.observe("/health")).doesNotContain("components", "details");
      assertThat(receiver.observe("/health/ready/webhookClaims")).doesNotContain("details");
      assertThat(receiver.observe("/env")).startsWith("404 ");
      assertThat(receiver.observe("/loggers")).startsWith("404 ");
      assertThat(receiver.observe("/shutdown")).startsWith("404 ");
      assertThat(ReceiverProcess.get(receiver.url("/observe/health"))).startsWith("404 ");
    }
  }
}
