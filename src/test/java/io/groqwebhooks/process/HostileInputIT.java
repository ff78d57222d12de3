package io.groqwebhooks.process;

import static io.groqwebhooks.process.SignedSender.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.process.SignedSender.Answer;
import io.groqwebhooks.testing.TakesLong;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What anybody may send who holds no secret; and one who does. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileInputIT {

  private static final String RECEIVED = "{\"received\":true}";
  private static final String TOO_LARGE = "{\"error\":\"Payload too large\"}";
  private static final String POST = "POST /webhooks/groq HTTP/1.1\r\nHost: localhost\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final long HUGE = 400L << 20;

  /** With a heap of 256 MiB; the rest is code, classes and threads. */
  private static final long MEMORY_LIMIT_MIB = 400;

  /** When the whole heap has been touched. */
  private static final long MEMORY_LIMIT_OF_A_FULL_HEAP_MIB = 512;

  /** {@code -Dfuzz.requests=100000} sends more malformed requests than a build has time for. */
  private static final int FUZZ_REQUESTS = Integer.getInteger("fuzz.requests", 5_000);

  @TempDir static Path folder;
  private static ReceiverProcess receiver;
  private static SignedSender sender;
  private static boolean heapWasFilled;

  @BeforeAll
  static void start() {
    receiver =
        ReceiverProcess.in(folder)
            .testHandlers()
            .jvm("-Xmx256m")
            // Strangers and the sender have one address here.
            .arguments("--webhooks.max-connections-per-address=0")
            .start();
    sender = receiver.sender();
    assertReceived("first");
  }

  @AfterAll
  static void stop() {
    receiver.close();
  }

  @BeforeEach
  void forgetPeakMemory() {
    receiver.forgetPeakMemory();
  }

  @AfterEach
  void staysSmallAndCalm() {
    // Memory that the heap has taken is not given back, hence the order of the tests.
    assertThat(receiver.peakResidentMemory())
        .isLessThan(heapWasFilled ? MEMORY_LIMIT_OF_A_FULL_HEAP_MIB : MEMORY_LIMIT_MIB);
    assertThat(receiver.errorLines()).isEmpty();
  }

  private static void assertReceived(String id) {
    assertThat(sender.deliver(id, "resource.created").body()).isEqualTo(RECEIVED);
  }

  // Large

  private enum Framing {
    LENGTH("Content-Length: " + HUGE + "\r\n"),
    CHUNKED("Transfer-Encoding: chunked\r\n");

    private final String header;

    Framing(String header) {
      this.header = header;
    }

    byte[] piece() {
      byte[] piece = new byte[64 << 10];
      java.util.Arrays.fill(piece, (byte) ' ');
      if (this == LENGTH) {
        return piece;
      }
      byte[] size = utf8(Integer.toHexString(piece.length) + "\r\n");
      byte[] chunk = java.util.Arrays.copyOf(size, size.length + piece.length + 2);
      System.arraycopy(piece, 0, chunk, size.length, piece.length);
      chunk[chunk.length - 2] = '\r';
      chunk[chunk.length - 1] = '\n';
      return chunk;
    }
  }

  @Order(1)
  @ParameterizedTest
  @EnumSource
  void hugeBodyIsRefusedAtOnce(Framing framing) throws IOException {
    long begun = System.nanoTime();

    try (RawConnection connection = new RawConnection(receiver.address())) {
      connection.send(POST + JSON + framing.header + "\r\n");
      byte[] piece = framing.piece();
      for (long sent = 0; sent < HUGE && !connection.hasAnswer(); sent += piece.length) {
        connection.send(piece);
      }
      Answer answer = connection.receive();

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body()).isEqualTo(TOO_LARGE);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }

  /** A sender that writes until it cannot, and only then looks for an answer. */
  @Order(1)
  @ParameterizedTest
  @EnumSource
  void senderThatWritesFirstStillGetsItsAnswer(Framing framing) throws IOException {
    try (RawConnection connection = new RawConnection(receiver.address())) {
      connection.send(POST + JSON + framing.header + "\r\n");
      byte[] piece = framing.piece();
      // As much as a usual client has written before it reads: the receiver takes in more than its
      // limit, so that the answer is not lost to a reset connection.
      for (int sent = 0; sent < 20 << 20; sent += piece.length) {
        connection.send(piece);
      }
      Answer answer = connection.receive();

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body()).isEqualTo(TOO_LARGE);
    }
  }

  @TakesLong
  @Test
  void manyHalfSentBodiesDoNotExhaustMemory() throws IOException {
    heapWasFilled = true;
    byte[] half = new byte[(1 << 20) - 1];
    List<RawConnection> connections = new ArrayList<>();
    List<Answer> answers = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        RawConnection connection = new RawConnection(receiver.address());
        connections.add(connection);
        connection.send(POST + JSON + "Content-Length: " + (1 << 20) + "\r\n\r\n");
        connection.send(half);
      }
      for (RawConnection connection : connections) {
        answers.add(connection.receive());
      }
    } finally {
      for (RawConnection connection : connections) {
        connection.close();
      }
    }

    assertThat(answers).extracting(Answer::status).containsOnly(503, 408).contains(503);
    assertReceived("after half-sent bodies");
  }

  // Slow

  @ParameterizedTest
  @ValueSource(
      strings = {
        // headers that do not end, a body, a refused body by its type and by its size
        POST + "X: ",
        POST + JSON + "Content-Length: 100000\r\n\r\n",
        POST + JSON + "Transfer-Encoding: chunked\r\n\r\nffff\r\n",
        POST + "Content-Type: text/plain\r\nContent-Length: 100000\r\n\r\n",
        POST + JSON + "Content-Length: 100000000\r\n\r\n"
      })
  void slowConnectionsKeepNobodyWaiting(String beginning) throws Exception {
    List<RawConnection> slow = new ArrayList<>();
    ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();
    try {
      for (int i = 0; i < 300; i++) {
        slow.add(new RawConnection(receiver.address()).send(beginning));
      }
      var unused =
          trickle.scheduleWithFixedDelay(
              () -> slow.forEach(HostileInputIT::sendAByte), 0, 1, TimeUnit.SECONDS);

      for (int i = 0; i < 5; i++) {
        long begun = System.nanoTime();
        assertReceived("beside slow connections " + beginning.hashCode() + " " + i);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
      }
    } finally {
      trickle.shutdownNow();
      for (RawConnection connection : slow) {
        connection.close();
      }
    }
  }

  private static void sendAByte(RawConnection connection) {
    try {
      connection.send("x");
    } catch (IOException e) {
      // Timed out and closed, as it should be.
    }
  }

  // Malformed

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void signedJsonThatNestsDeeplyIsInvalid(String opening) {
    Answer answer =
        sender.deliver(utf8("{\"id\":\"i\",\"type\":\"t\",\"data\":" + opening.repeat(100_000)));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"error\":\"Invalid event\"");
  }

  @Test
  void malformedRequestsGetOnlyClientErrors() throws IOException {
    heapWasFilled = true;
    Fuzzer fuzzer = new Fuzzer(new Random(42));
    Map<Integer, Integer> statuses = new TreeMap<>();
    RawConnection connection = new RawConnection(receiver.address());
    try {
      for (int i = 0; i < FUZZ_REQUESTS; i++) {
        byte[] request = fuzzer.request();
        Answer answer = null;
        try {
          answer = connection.send(request).receive();
        } catch (EOFException | SocketException e) {
          // A connection that was left by the request before it.
        }
        if (answer == null) {
          connection.close();
          connection = new RawConnection(receiver.address());
          answer = connection.send(request).receive();
        }
        statuses.merge(answer.status(), 1, Integer::sum);
        assertThat(answer.status())
            .as(() -> new String(request, StandardCharsets.ISO_8859_1))
            .isBetween(400, 499);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        if ("close".equals(answer.header("Connection"))) {
          connection.close();
          connection = new RawConnection(receiver.address());
        }
      }
    } finally {
      connection.close();
    }

    assertThat(statuses.keySet()).contains(400, 401, 404, 405, 413, 415);
    assertReceived("after the fuzzer");
  }

  /** Makes whole requests of which at least the signature is wrong. */
  private static final class Fuzzer {

    private static final List<String> METHODS =
        List.of(
            "POST",
            "POST",
            "POST",
            "POST",
            "POST",
            "POST",
            "GET",
            "PUT",
            "OPTIONS",
            "p",
            "P\u00e4ST");
    private static final List<String> PATHS =
        List.of(
            "/webhooks/groq",
            "/webhooks/groq",
            "/webhooks/groq",
            "/webhooks/groq?a=%zz&%00",
            "/%",
            "/",
            "/../x",
            "/webhooks/groq/%2e%2e",
            "/\u0001");
    private static final List<String> TYPES =
        List.of(
            "application/json",
            "application/json",
            "application/json;charset=\"",
            "application/json; charset=utf-99",
            "text/html",
            "",
            ";",
            "multipart/form-data; boundary=x");

    private final Random random;

    Fuzzer(Random random) {
      this.random = random;
    }

    byte[] request() {
      byte[] body = body();
      boolean chunked = random.nextInt(4) == 0;
      StringBuilder head =
          new StringBuilder(any(METHODS))
              .append(' ')
              .append(any(PATHS))
              .append(random.nextInt(50) == 0 ? " HTTP/1.1x\r\n" : " HTTP/1.1\r\n")
              .append(random.nextInt(50) == 0 ? "" : "Host: localhost\r\n")
              .append("Content-Type: ")
              .append(any(TYPES))
              .append("\r\n");
      header(head, "x-groq-signature", random.nextBoolean() ? hex() : text());
      header(
          head,
          "X-Groq-Timestamp",
          random.nextBoolean() ? "" + System.currentTimeMillis() / 1000 : text());
      for (int i = random.nextInt(5); i > 0; i--) {
        header(
            head,
            any(
                List.of(
                    "X-A",
                    "Cookie",
                    "Content-Encoding",
                    "Accept",
                    "Bad Name",
                    "WebhookEventId",
                    "Forwarded",
                    "CamelHttpUri")),
            text());
      }
      String framing =
          chunked
              ? "Transfer-Encoding: chunked"
              : "Content-Length: "
                  + (random.nextInt(30) == 0 ? "1" + body.length + "000000" : body.length);
      head.append(framing).append("\r\n\r\n");
      byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
      byte[] payload = chunked ? chunks(body) : body;
      byte[] request = java.util.Arrays.copyOf(start, start.length + payload.length);
      System.arraycopy(payload, 0, request, start.length, payload.length);
      return request;
    }

    private byte[] chunks(byte[] body) {
      String text = new String(body, StandardCharsets.ISO_8859_1);
      String size = random.nextInt(10) == 0 ? "zz" : Integer.toHexString(text.length());
      String chunk = text.isEmpty() ? "" : size + "\r\n" + text + "\r\n";
      return (chunk + "0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] body() {
      return switch (random.nextInt(5)) {
        case 0 -> new byte[0];
        case 1 -> utf8("{\"id\":\"" + random.nextInt() + "\",\"type\":\"resource.created\"}");
        case 2 -> utf8("[".repeat(random.nextInt(20_000)));
        default -> {
          byte[] noise = new byte[random.nextInt(3_000)];
          random.nextBytes(noise);
          yield noise;
        }
      };
    }

    private static void header(StringBuilder head, String name, String value) {
      head.append(name).append(": ").append(value).append("\r\n");
    }

    private String hex() {
      StringBuilder hex = new StringBuilder();
      for (int i = 60 + random.nextInt(8); i > 0; i--) {
        hex.append(Integer.toHexString(random.nextInt(16)));
      }
      return random.nextBoolean() ? hex.toString() : hex.toString().toUpperCase(Locale.ROOT);
    }

    private String text() {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        char c = (char) random.nextInt(256);
        text.append(c == '\r' || c == '\n' ? ' ' : c);
      }
      return text.toString();
    }

    private String any(List<String> choices) {
      return choices.get(random.nextInt(choices.size()));
    }
  }
}
