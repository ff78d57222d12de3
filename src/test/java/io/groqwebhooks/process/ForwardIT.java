package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.testing.FreePort;
import io.groqwebhooks.testing.TakesLong;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From one receiver through the signed sink into another, which verifies and claims. */
class ForwardIT {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final String FORWARD =
      """
      - route:
          id: forward
          from:
            uri: "direct:groq.resource.created"
            steps:
              - to: "kamelet:signed-webhook-sink?target=next"
              - to: "file:forwarded?fileExist=Append&appendChars=\\\\n&fileName=${bean:webhookFileName}"
      """;

  private static final String RECEIVE =
      """
      - route:
          id: next
          from:
            uri: "kamelet:verified-webhook-source?source=standard-webhooks"
            steps:
              - idempotentConsumer:
                  idempotentRepository: webhookClaims
                  completionEager: true
                  header: WebhookEventId
                  steps:
                    - to: "file:handled?fileExist=Append&appendChars=\\\\n&fileName=${bean:webhookFileName}"
      """;

  @TempDir private Path folder;

  private final String id = UUID.randomUUID().toString();

  private ReceiverProcess.Setup first(int portOfNext) {
    return first("http://localhost:" + portOfNext + "/webhooks/standard-webhooks");
  }

  private ReceiverProcess.Setup first(String urlOfNext) {
    return ReceiverProcess.in(folder.resolve("first"))
        .file("routes/forward.camel.yaml", FORWARD)
        .file(
            "routes/groq-webhook.camel.yaml",
            """
            - route:
                id: groq-webhook
                errorHandler:
                  noErrorHandler: {}
                from:
                  uri: "kamelet:verified-webhook-source?source=groq"
                  steps:
                    - to:
                        uri: "{{groq.dispatch}}"
                        pattern: InOnly
            - route:
                id: groq-events
                from:
                  uri: "{{groq.dispatch}}"
                  steps:
                    - idempotentConsumer:
                        idempotentRepository: webhookClaims
                        completionEager: true
                        header: WebhookEventId
                        steps:
                          - to: "direct:groq.resource.created"
            """)
        .observed()
        .environment("WEBHOOKS_TARGETS_NEXT_SECRETS", SECRET)
        .environment("WEBHOOKS_TARGETS_NEXT_URL", urlOfNext);
  }

  private ReceiverProcess.Setup next(int port) {
    return ReceiverProcess.in(folder.resolve("next"))
        .without("GROQ_WEBHOOK_SECRET")
        .environment("SERVER_PORT", Integer.toString(port))
        .environment("WEBHOOKS_SOURCES_STANDARDWEBHOOKS_SECRETS", SECRET)
        .arguments("--webhooks.sources.standard-webhooks.scheme=standard-webhooks")
        .file("routes/next.camel.yaml", RECEIVE);
  }

  @Test
  void eventIsVerifiedAndHandledOnceByTheNextReceiver() {
    int port = FreePort.find();
    try (ReceiverProcess next = next(port).start();
        ReceiverProcess first = first(port).start()) {
      assertThat(first.sender().deliver(id, "resource.created").status()).isEqualTo(200);
      assertThat(first.sender().deliver(id, "resource.created").body()).contains("duplicate");

      assertThat(next.timesHandled(id)).isEqualTo(1);
      assertThat(next.file("handled/" + id)).contains("\"id\":\"" + id + "\"");
      assertThat(next.errorLines()).isEmpty();
      assertThat(first.errorLines()).isEmpty();
      assertThat(first.log()).contains("targets   next").doesNotContain(SECRET);
      assertThat(first.observe("/metrics"))
          .contains("webhooks_target_requests_seconds_count{status=\"200\",target=\"next\"} 1");
    }
  }

  @TakesLong
  @Test
  void eventsBehindAQueueArriveOnceHoweverOftenTheNextReceiverDies() {
    int port = FreePort.find();
    List<String> ids = IntStream.range(0, 60).mapToObj(i -> id + i).toList();
    ReceiverProcess next = next(port).start();
    try (ReceiverProcess first =
        first(port)
            .arguments("--spring.profiles.active=queue", "--webhooks.queue.concurrency=4")
            .start()) {
      for (int part = 0; part < 3; part++) {
        List<String> some = ids.subList(part * 20, part * 20 + 20);
        some.forEach(
            each ->
                assertThat(first.sender().deliver(each, "resource.created").status())
                    .isEqualTo(200));
        String one = some.get(0);
        ReceiverProcess running = next;
        await().until(() -> running.timesHandled(one) > 0);
        next.kill();
        next = next(port).start();
      }
      ReceiverProcess last = next;
      ids.forEach(each -> await().until(() -> last.timesHandled(each) > 0));
      await()
          .until(() -> ids.stream().allMatch(each -> !first.file("forwarded/" + each).isEmpty()));
      // Each claim that was not confirmed when the receiver died is its handler's once more.
      long again = ids.stream().filter(each -> last.timesHandled(each) > 1).count();
      assertThat(again).isLessThanOrEqualTo(3 * 4);
      assertThat(first.errorLines()).isEmpty();
    } finally {
      next.close();
    }
  }

  @Test
  void targetThatIsNotThereIsToldAtTheStart() {
    ReceiverProcess.Ended ended =
        first(1).file("routes/forward.camel.yaml", FORWARD.replace("=next", "=nxt")).startInVain();
    assertThat(ended.exitCode()).isNotZero();
    assertThat(ended.err() + ended.out())
        .contains("There is no webhook target 'nxt'")
        .contains("forward.camel.yaml")
        .contains("Did you mean 'next'?");
  }

  @Test
  void settingThatCannotBeUsedStopsTheStart() {
    ReceiverProcess.Ended http = first("http://example.com/?key=of_the_target").startInVain();
    assertThat(http.err() + http.out())
        .contains("webhooks.targets.next.url has plain HTTP")
        .doesNotContain("of_the_target");

    ReceiverProcess.Ended secret = first(1).without("WEBHOOKS_TARGETS_NEXT_SECRETS").startInVain();
    assertThat(secret.err() + secret.out()).contains("webhooks.targets.next.secrets is missing");
  }
}
