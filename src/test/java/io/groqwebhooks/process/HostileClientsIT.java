package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.testing.TakesLong;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * More connections than the receiver has room for, with the documented start. {@code
 * -Dhostile.connections=20000} opens more than a build has time and descriptors for.
 */
class HostileClientsIT {

  private static final int CONNECTIONS = Integer.getInteger("hostile.connections", 1_500);
  private static final int EVENTS = 40;

  /** Tests that share the machine with this one make it slow; two seconds hold where none does. */
  private static final Duration PATIENCE =
      Duration.ofSeconds(Integer.getInteger("hostile.patience", 10));

  /** The heap, and what a JVM with a receiver in it needs besides. */
  private static final long MEMORY_LIMIT_MIB = 256 + 260;

  @TempDir static Path folder;
  private static ReceiverProcess receiver;

  @BeforeAll
  static void start() {
    receiver = ReceiverProcess.in(folder).testHandlers().trained().observed().start();
    assertThat(isAnswered("first")).isTrue();
  }

  @AfterAll
  static void stop() {
    receiver.close();
  }

  /** Whether a sender with a connection of its own is told of success soon enough. */
  private static boolean isAnswered(String id) {
    SignedSender sender = receiver.sender();
    byte[] body = SignedSender.event(id, "resource.created");
    long begun = System.nanoTime();
    try (RawConnection connection = new RawConnection(receiver.address())) {
      Map<String, String> headers = sender.headers(body);
      headers.put("Host", "localhost");
      headers.put("Content-Length", String.valueOf(body.length));
      connection.send(RawConnection.head("POST /webhooks/groq HTTP/1.1", headers)).send(body);
      return connection.receive().status() == 200 && System.nanoTime() - begun < PATIENCE.toNanos();
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void strangersLeaveRoomForSenders(HostileClients.Kind kind) throws Exception {
    int answered = 0;
    try (HostileClients strangers =
        new HostileClients(receiver.address(), kind, CONNECTIONS, 100).start()) {
      await().atMost(Duration.ofMinutes(1)).until(() -> strangers.opened() >= CONNECTIONS);
      for (int i = 0; i < EVENTS; i++) {
        answered += isAnswered(kind + "-" + i) ? 1 : 0;
      }
    }
    assertThat(answered).as("of %d events", EVENTS).isGreaterThanOrEqualTo(EVENTS * 9 / 10);
    assertThat(receiver.isAlive()).isTrue();
    assertThat(receiver.peakResidentMemory()).isLessThan(MEMORY_LIMIT_MIB);
    assertThat(receiver.errorLines()).isEmpty();
    assertThat(receiver.observe("/health/live")).startsWith("200");
  }

  @Test
  void whoeverTakesTooManyConnectionsLeavesThemToOthersAndTheOperatorIsTold() throws Exception {
    try (HostileClients strangers =
        new HostileClients(receiver.address(), HostileClients.Kind.IDLE, CONNECTIONS, 1).start()) {
      await().until(() -> metric("too many of one address") > 0);
      assertThat(isAnswered("beside one address")).isTrue();
      assertThat(strangers.opened()).isPositive();
    }
    await().until(() -> !receiver.linesWith("connections were ended for the sake").isEmpty());
  }

  private static double metric(String reason) {
    return receiver
        .observe("/metrics")
        .lines()
        .filter(line -> line.startsWith("webhooks_connections_ended_total"))
        .filter(line -> line.contains("\"" + reason + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** A head whose bytes come just in time for every timeout between two of them. */
  @TakesLong
  @Test
  void aHeadThatNeverEndsIsEndedAlsoWhileThereIsRoom() throws Exception {
    List<RawConnection> slow = new ArrayList<>();
    try {
      RawConnection connection = new RawConnection(receiver.address());
      slow.add(connection.send("POST /webhooks/groq HTTP/1.1\r\nX: "));
      await()
          .atMost(Duration.ofSeconds(25))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> isEnded(connection));
      assertThat(isAnswered("after a slow head")).isTrue();
    } finally {
      for (RawConnection connection : slow) {
        connection.close();
      }
    }
    assertThat(metric("head too slow")).isPositive();
  }

  private static boolean isEnded(RawConnection connection) throws IOException {
    try {
      connection.send("x");
      return false;
    } catch (java.net.SocketException e) {
      return true;
    }
  }
}
