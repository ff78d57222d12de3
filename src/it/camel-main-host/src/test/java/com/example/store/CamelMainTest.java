package com.example.store;

import static com.example.store.RunningStore.event;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CamelMainTest {

  private static final String TOO_LARGE = "{\"error\":\"Payload too large\"}";

  @TempDir static Path folder;
  private static RunningStore store;

  @BeforeAll
  static void start() {
    store = new RunningStore(folder);
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void aSignedEventIsHandledOnce() throws Exception {
    String body = event("evt_1");
    assertAnswer(store.send(store.groq(body, "whsec_one").build()), 200, "{\"received\":true}");
    assertAnswer(
        store.send(store.groq(body, "whsec_one").build()),
        200,
        "{\"received\":true,\"duplicate\":true}");
    assertThat(store.store.handled).containsOnlyOnce("evt_1");
  }

  @Test
  void anotherSenderIsAFewProperties() throws Exception {
    assertAnswer(
        store.send(store.stripe(event("evt_2"), "whsec_two").build()), 200, "{\"received\":true}");
    assertThat(store.store.handled).contains("evt_2");
  }

  @Test
  void aForgedEventIsRefused() throws Exception {
    assertAnswer(
        store.send(store.groq(event("evt_3"), "whsec_other").build()),
        401,
        "{\"error\":\"Invalid signature\"}");
    assertThat(store.store.handled).doesNotContain("evt_3");
  }

  @Test
  void noBodyIsNoSignedBody() throws Exception {
    assertAnswer(
        store.send(
            store
                .request("/webhooks/groq")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.noBody())
                .build()),
        401,
        "{\"error\":\"Invalid signature\"}");
  }

  @Test
  void whatIsNoEventIsInvalid() throws Exception {
    HttpResponse<String> answer = store.send(store.groq("{}", "whsec_one").build());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"error\":\"Invalid event\"");
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedByItsLength() throws Exception {
    assertAnswer(
        store.send(store.groq("x".repeat((1 << 20) + 1), "whsec_one").build()), 413, TOO_LARGE);
    assertAnswer(
        store.send(store.stripe("x".repeat((2 << 10) + 1), "whsec_two").build()), 413, TOO_LARGE);
  }

  @Test
  void aBodyUpToTheLimitIsAccepted() throws Exception {
    String start = "{\"id\":\"evt_5\",\"type\":\"store.opened\",\"data\":\"";
    String body = start + "x".repeat((1 << 20) - start.length() - 2) + "\"}";
    assertThat(store.send(store.groq(body, "whsec_one").build()).statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedAsItComes() throws Exception {
    assertThat(store.sendChunked("/webhooks/groq", 17))
        .startsWith("HTTP/1.1 413 ")
        .endsWith(TOO_LARGE);
    assertThat(store.sendChunked("/hooks/payments", 1))
        .startsWith("HTTP/1.1 413 ")
        .endsWith(TOO_LARGE);
  }

  @Test
  void whatIsRefusedIsNotKept() throws Exception {
    // More than the whole heap.
    assertThat(store.sendChunked("/webhooks/groq", 16 * 200)).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void onlyPostIsAllowed() throws Exception {
    HttpResponse<String> answer = store.send(store.request("/webhooks/groq").GET().build());
    assertAnswer(answer, 405, "{\"error\":\"Method not allowed\"}");
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
  }

  @Test
  void onlyJsonIsRead() throws Exception {
    assertAnswer(
        store.send(
            store
                .request("/webhooks/groq")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("a=b"))
                .build()),
        415,
        "{\"error\":\"Unsupported media type\"}");
  }

  @Test
  void limitsCanBeSet(@TempDir Path other) throws Exception {
    try (RunningStore slow = new RunningStore(other, "webhooks.receive-timeout=200ms");
        RunningStore small =
            new RunningStore(Files.createDirectory(other.resolve("2")), "webhooks.max-buffered-size=10B")) {
      assertThat(
              slow.sendRaw(
                  "POST /webhooks/groq HTTP/1.1\r\nHost: localhost\r\n"
                      + "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{"))
          .startsWith("HTTP/1.1 408 ");
      HttpResponse<String> answer = small.send(small.groq(event("evt_6"), "whsec_one").build());
      assertAnswer(answer, 503, "{\"error\":\"Too many requests in flight\"}");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
  }

  /** Handles events whose id begins with "slow" when the test lets it. */
  public static final class SlowStore extends Store {

    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch mayEnd = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void handle(@Header("WebhookEventId") String id) {
      if (!id.startsWith("slow")) {
        super.handle(id);
        return;
      }
      begun.countDown();
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      super.handle(id);
      ended.countDown();
    }
  }

  @Test
  void aSenderThatLeavesGivesNoRoomBackWhileItsEventIsHandled(@TempDir Path other) throws Exception {
    SlowStore slow = new SlowStore();
    try (RunningStore running = new RunningStore(slow, other, "webhooks.max-in-flight=1")) {
      CompletableFuture<?> left = running.begin(running.groq(event("slow_1"), "whsec_one").build());
      assertThat(slow.begun.await(30, SECONDS)).isTrue();
      left.cancel(true);

      // Each of these is a request that the server takes after it has noticed, or not.
      for (int i = 0; i < 20; i++) {
        assertAnswer(
            running.send(running.groq(event("evt_" + i), "whsec_one").build()),
            503,
            "{\"error\":\"Too many requests in flight\"}");
      }
      slow.mayEnd.countDown();
      assertThat(slow.ended.await(30, SECONDS)).isTrue();
      assertThat(slow.handled).containsExactly("slow_1");
    }
  }

  @Test
  void aSenderIsToldToComeAgainWhileTheRouteIsAway(@TempDir Path other) throws Exception {
    try (RunningStore running = new RunningStore(other)) {
      running.camel().getRouteController().stopAllRoutes();
      HttpResponse<String> answer = running.send(running.groq(event("evt_8"), "whsec_one").build());
      assertAnswer(answer, 503, "{\"error\":\"Not running\"}");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();

      running.camel().getRouteController().startAllRoutes();
      assertThat(running.send(running.groq(event("evt_8"), "whsec_one").build()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aSenderIsToldToComeAgainWhenAHandlerTakesTooLong(@TempDir Path other) throws Exception {
    SlowStore slow = new SlowStore();
    try (RunningStore running = new RunningStore(slow, other, "webhooks.answer-timeout=PT0.2S")) {
      assertAnswer(
          running.send(running.groq(event("slow_2"), "whsec_one").build()),
          503,
          "{\"error\":\"Service unavailable\"}");
      assertThat(running.send(running.groq(event("evt_7"), "whsec_one").build()).statusCode())
          .isEqualTo(200);
      slow.mayEnd.countDown();
      assertThat(slow.ended.await(30, SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "webhooks.retry.multiplier=0",
        "webhooks.queue.concurrency=-1",
        "webhooks.dead-letter= ",
        "webhooks.claims.lease=1",
        "webhooks.routes-dir=routes",
        "webhooks.sources.groq.tolerence=5m",
        "webhooks.sources.groq.tolerance=soon",
        "webhooks.sources.groq.scheme=grok",
        "webhooks.max-in-flight=0"
      })
  void aWrongSettingStopsTheStart(String setting, @TempDir Path other) {
    assertThatThrownBy(() -> new RunningStore(other, setting).close())
        .hasStackTraceContaining("InvalidSettingException: ")
        .hasStackTraceContaining(setting.substring(0, setting.indexOf('=')));
  }

  @Test
  void noSecretIsLogged() throws Exception {
    assertThat(Path.of(System.getProperty("org.slf4j.simpleLogger.logFile")))
        .content()
        .contains("/webhooks/groq")
        .doesNotContain("whsec_");
  }

  @Test
  void neitherSpringNorServletsAreThere() {
    for (String name : new String[] {"org.springframework.core.SpringVersion", "jakarta.servlet.Servlet"}) {
      assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }
  }
}
