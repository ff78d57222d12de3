package com.example.host;

import static com.example.host.Sender.event;
import static com.example.host.Sender.newId;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must hold on every server and every version. */
class ReceptionTest {

  /** Ten times as many as the servers of these tests have threads. */
  private static final int CONNECTIONS = 160;

  private static final String TOO_LARGE = "{\"error\":\"Payload too large\"}";

  @TempDir static Path folder;
  private static Host host;

  @BeforeAll
  static void start() {
    host = Host.start(Host.SOURCE, Host.claims(folder), "--webhooks.receive-timeout=3s");
  }

  @AfterAll
  static void stop() {
    host.close();
  }

  private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void theServerIsTheOneThatIsMeant() {
    assertThat(host.server()).isEqualTo(System.getProperty("server"));
  }

  @Test
  void aSignedEventIsHandledOnce() throws Exception {
    String id = newId();
    assertAnswer(host.deliver(event(id)), 200, "{\"received\":true}");
    assertAnswer(host.deliver(event(id)), 200, "{\"received\":true,\"duplicate\":true}");
    assertThat(host.handled()).containsOnlyOnce(id);
  }

  @Test
  void aForgedEventIsRefused() throws Exception {
    String id = newId();
    assertAnswer(
        host.deliver(Sender.PATH, event(id), "whsec_other"), 401, "{\"error\":\"Invalid signature\"}");
    assertThat(host.handled()).doesNotContain(id);
  }

  @Test
  void aStaleEventIsRefused() throws Exception {
    String id = newId();
    Instant old = Instant.now().minus(Duration.ofHours(1));
    assertAnswer(
        host.deliver(Sender.PATH, event(id), Sender.SECRET, old), 401, "{\"error\":\"Invalid signature\"}");
    assertThat(host.handled()).doesNotContain(id);
  }

  @Test
  void whatIsNoEventIsInvalid() throws Exception {
    HttpResponse<String> answer = host.deliver("{}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"error\":\"Invalid event\"");
  }

  @Test
  void onlyPostIsAllowed() throws Exception {
    assertAnswer(host.get(Sender.PATH), 405, "{\"error\":\"Method not allowed\"}");
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedByItsLength() throws Exception {
    assertAnswer(host.deliver(event("x".repeat(1 << 20))), 413, TOO_LARGE);
  }

  @Test
  void aBodyUpToTheLimitIsAccepted() throws Exception {
    String start = event(newId()).replace("{}}", "\"");
    String body = start + "x".repeat((1 << 20) - start.length() - 2) + "\"}";
    assertThat(host.deliver(body).statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedAsItComes() throws Exception {
    try (Socket socket = host.begin("Transfer-Encoding: chunked")) {
      // More than the whole heap, if anybody kept it.
      String piece = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
      try {
        for (int i = 0; i < 16 * 200; i++) {
          Sender.send(socket, piece);
        }
      } catch (SocketException refused) {
        // The server does not read on for long.
      }
      assertThat(answerThatMayBeBroken(socket)).startsWith("HTTP/1.1 413 ");
    }
    assertAnswer(host.deliver(event(newId())), 200, "{\"received\":true}");
  }

  private static String answerThatMayBeBroken(Socket socket) {
    StringBuilder answer = new StringBuilder();
    try {
      for (int next = socket.getInputStream().read(); next >= 0; ) {
        answer.append((char) next);
        next = socket.getInputStream().read();
      }
    } catch (IOException broken) {
      // What had come is what counts.
    }
    return answer.toString();
  }

  @Test
  void slowBodiesOnManyConnectionsKeepNobodyWaiting() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      begin(host, "Content-Length: 100", slow);
      String id = newId();
      assertAnswer(host.deliver(event(id)), 200, "{\"received\":true}");
      assertThat(host.get("/own").body()).isEqualTo("own");
      for (Socket socket : slow) {
        assertThat(Sender.answer(socket)).startsWith("HTTP/1.1 408 ").endsWith("{\"error\":\"Request timeout\"}");
      }
    } finally {
      close(slow);
    }
  }

  @Test
  void refusedBodiesThatNeverComeKeepNobodyWaiting() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      begin(host, "Content-Length: 2000000", slow);
      for (Socket socket : slow) {
        assertThat(Sender.answer(socket)).startsWith("HTTP/1.1 413 ").endsWith(TOO_LARGE);
      }
      assertThat(host.get("/own").body()).isEqualTo("own");
    } finally {
      close(slow);
    }
  }

  @Test
  void slowBodiesForWhichThereIsNoRoomKeepNobodyWaiting(@TempDir Path other) throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (Host small =
        Host.start(Host.SOURCE, Host.claims(other), "--webhooks.max-buffered-size=64KB")) {
      begin(small, "Content-Length: 8000", slow);
      assertThat(small.get("/own").body()).isEqualTo("own");
    } finally {
      close(slow);
    }
  }

  private static void begin(Host host, String length, List<Socket> begun) throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      begun.add(host.begin(length));
    }
    for (Socket socket : begun) {
      Sender.send(socket, "{");
    }
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void theApplicationsOwnPathsAnswerAsTheyDidBefore() throws Exception {
    assertThat(host.get("/own").body()).isEqualTo("own");
    assertThat(host.get("/other").statusCode()).isEqualTo(404);
  }
}
