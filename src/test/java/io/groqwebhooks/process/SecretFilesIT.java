package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groqwebhooks.process.SignedSender.Answer;
import io.groqwebhooks.testing.TakesLong;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets in files that change while the receiver runs. */
@EnabledOnOs(OS.LINUX)
class SecretFilesIT {

  private static final String PROPERTY = "webhooks.sources.groq.secret-files";
  private static final String OLD = "whsec_the_old_one";
  private static final String NEW = "whsec_the_new_one";
  private static final String ACME = "whsec_of_acme";

  @TempDir Path folder;

  private final AtomicInteger events = new AtomicInteger();

  /** A receiver of Groq, with whatever {@code run/groq*} holds, and of Acme. */
  private ReceiverProcess.Setup receiver() throws IOException {
    return ReceiverProcess.in(folder)
        .testHandlers()
        .without("GROQ_WEBHOOK_SECRET")
        .file(
            "routes/acme.camel.yaml",
            Files.readString(Path.of("src/test/resources/process/acme.camel.yaml"))
                .split("\n# A source whose", 2)[0])
        .file("acme", ACME + "\n")
        .file(
            "application.properties",
            """
            %s=run/groq*
            webhooks.sources.acme.scheme=groq
            webhooks.sources.acme.secret-files=acme
            webhooks.deliveries.enabled=false
            """
                .formatted(PROPERTY));
  }

  /** Files as Kubernetes mounts them: all are swapped at once, by a link to their folder. */
  private void mount(String text) throws IOException {
    Path run = Files.createDirectories(folder.resolve("run"));
    String version = ".." + UUID.randomUUID();
    Files.createDirectories(run.resolve(version));
    Files.writeString(run.resolve(version + "/groq"), text);
    Path next = Files.createSymbolicLink(run.resolve("..data_tmp"), Path.of(version));
    Files.move(
        next,
        run.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    if (!Files.exists(run.resolve("groq"))) {
      Files.createSymbolicLink(run.resolve("groq"), Path.of("..data/groq"));
    }
  }

  /** As soon as is promised. */
  private static ConditionFactory withinTenSeconds() {
    return Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(50));
  }

  private static void awaitLine(ReceiverProcess receiver, String text) {
    withinTenSeconds().alias(text).until(() -> receiver.log().contains(text));
  }

  private static long count(ReceiverProcess receiver, String text) {
    return receiver.log().lines().filter(line -> line.contains(text)).count();
  }

  private Answer deliver(ReceiverProcess receiver, String secret) {
    return new SignedSender(receiver.url(), secret)
        .deliver("evt-" + events.incrementAndGet(), "resource.created");
  }

  private Answer deliverToAcme(ReceiverProcess receiver) {
    return new SignedSender(receiver.url("/webhooks/acme"), ACME)
        .deliver("acme-" + events.incrementAndGet(), "handled");
  }

  /** Senders that deliver one event after the other. */
  private final class Load implements AutoCloseable {

    private static final int SENDERS = 4;

    private final List<CompletableFuture<Void>> senders = new ArrayList<>();
    private final List<Integer> refused = new ArrayList<>();
    private final SignedSender old;
    private final SignedSender rotated;
    private volatile boolean usesNew;
    private volatile boolean ends;
    private int accepted;

    Load(ReceiverProcess receiver) {
      old = new SignedSender(receiver.url(), OLD);
      rotated = new SignedSender(receiver.url(), NEW);
      for (int i = 0; i < SENDERS; i++) {
        senders.add(CompletableFuture.runAsync(this::send));
      }
    }

    private void send() {
      while (!ends) {
        SignedSender sender = usesNew ? rotated : old;
        count(sender.deliver("load-" + events.incrementAndGet(), "resource.created").status());
      }
    }

    private synchronized void count(int status) {
      if (status == 200) {
        accepted++;
      } else {
        refused.add(status);
      }
    }

    synchronized int accepted() {
      return accepted;
    }

    /** Waits for many more deliveries. */
    void goOn() {
      int before = accepted();
      Handling.soon().until(() -> accepted() > before + 50);
    }

    @Override
    public void close() {
      ends = true;
      senders.forEach(CompletableFuture::join);
    }
  }

  @TakesLong
  @Test
  void rotationUnderLoadRefusesNothingButTheOldSecretOnceItIsGone() throws Exception {
    mount(OLD + "\n");
    try (ReceiverProcess receiver = receiver().start()) {
      assertThat(receiver.log()).contains("groq at POST /webhooks/groq, 1 secret with run/groq*");
      assertThat(deliver(receiver, NEW).status()).isEqualTo(401);
      Load load = new Load(receiver);
      try (load) {
        load.goOn();
        mount(NEW + "\n" + OLD + "\n");
        awaitLine(receiver, PROPERTY + " have changed: 2 now, 1 of them new");
        load.goOn();
        assertThat(deliver(receiver, NEW).status()).isEqualTo(200);
        load.usesNew = true;
        load.goOn();
        assertThat(deliver(receiver, OLD).status()).isEqualTo(200);
        awaitLine(receiver, "(secret 2, known since 20");
        mount(NEW + "\n");
        awaitLine(receiver, "have changed: 1 now, 0 of them new; 1 of those before are gone");
        load.goOn();
      }
      assertThat(load.refused).isEmpty();
      assertThat(deliver(receiver, OLD).status()).isEqualTo(401);
      assertThat(deliver(receiver, NEW).status()).isEqualTo(200);
      assertThat(receiver.log()).doesNotContain("of webhooks.sources.acme");
    }
  }

  @TakesLong
  @Test
  void whatCannotBeUsedKeepsTheOldSecretIsToldOnceAndDisturbsNoOther() throws Exception {
    Path file = folder.resolve("run/groq");
    ReceiverProcess.Setup setup =
        receiver().observed().file("run/groq", OLD).arguments("--logging.level.root=TRACE");
    try (ReceiverProcess receiver = setup.start()) {
      Files.writeString(file, "");
      awaitLine(receiver, "groq: of " + PROPERTY + ", run/groq is empty. The secrets that were");
      assertThat(deliver(receiver, OLD).status()).isEqualTo(200);
      assertThat(deliverToAcme(receiver).status()).isEqualTo(200);
      assertThat(deliver(receiver, NEW).status()).isEqualTo(401);
      awaitLine(receiver, "Correct this first: of " + PROPERTY + ", run/groq is empty.");
      assertThat(source(receiver).path("secretFilesProblem").asText()).contains("is empty");
      assertThat(page(receiver)).contains("The secrets of before are used: of " + PROPERTY);

      Files.delete(file);
      Files.createSymbolicLink(file, Path.of("groq"));
      awaitLine(receiver, "run/groq cannot be read (");
      assertThat(deliver(receiver, OLD).status()).isEqualTo(200);
      assertThat(deliverToAcme(receiver).status()).isEqualTo(200);

      Files.delete(file);
      Files.writeString(file, NEW + "\n" + OLD + "\n");
      awaitLine(receiver, "groq: all that " + PROPERTY + " names can be used again");
      assertThat(deliver(receiver, NEW).status()).isEqualTo(200);
      assertThat(deliver(receiver, OLD).status()).isEqualTo(200);
      JsonNode secrets = source(receiver).path("eachSecret");
      assertThat(secrets).hasSize(2);
      assertThat(Instant.parse(secrets.path(1).path("verifiedAt").asText()))
          .isAfter(Instant.parse(secrets.path(0).path("verifiedAt").asText()));

      assertThat(count(receiver, "stay valid until that is corrected")).isEqualTo(2);
      assertThat(count(receiver, "of webhooks.sources.acme.secret-files")).isZero();
      assertThat(receiver.log()).doesNotContain(OLD, NEW, ACME);
    }
  }

  private static JsonNode source(ReceiverProcess receiver) throws IOException {
    URI address = receiver.console("/api/sources");
    JsonNode sources =
        new ObjectMapper().readTree(ReceiverProcess.get(address).substring("200 ".length()));
    for (JsonNode source : sources.path("sources")) {
      if (source.path("name").asText().equals("groq")) {
        return source;
      }
    }
    throw new AssertionError(sources);
  }

  private static String page(ReceiverProcess receiver) {
    return ReceiverProcess.get(receiver.console("/sources"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none   | ''            | run/groq* means no file that is there",
        "groq   | ''            | run/groq is empty",
        "groq   | '1\n2\n3\n4\n5\nhush' | must be files with at most 5 secrets"
      })
  void theStartEndsWhereNothingCanBeVerified(String name, String text, String problem)
      throws IOException {
    ReceiverProcess.Ended ended = receiver().file("run/" + name, text).startInVain();

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out())
        .contains("APPLICATION FAILED TO START", PROPERTY, problem)
        .doesNotContain("\tat ", "hush");
  }

  @Test
  void commandsFindTheSecretsInFilesToo() throws Exception {
    ReceiverProcess.Setup setup = receiver().file("run/groq", NEW + "\n" + OLD);
    try (ReceiverProcess receiver = setup.start()) {
      String url = receiver.url().toString();
      assertThat(
              setup.command("trigger", "resource.created", "--source", "groq", "--url", url).out())
          .startsWith("200 ");
    }
    byte[] body = SignedSender.event("evt_1", "resource.created");
    Files.write(folder.resolve("body"), body);
    ReceiverProcess.Ended genuine = explain(setup, OLD, body);
    assertThat(genuine.exitCode()).as(genuine.err()).isZero();
    assertThat(explain(setup, ACME, body).out())
        .contains("It is signed with the secret of source acme.");
    Files.writeString(folder.resolve("run/groq"), "");
    ReceiverProcess.Ended none = explain(setup, OLD, body);
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains(PROPERTY + ": run/groq is empty").doesNotContain("\tat ");
  }

  private ReceiverProcess.Ended explain(ReceiverProcess.Setup setup, String secret, byte[] body)
      throws IOException {
    StringBuilder headers = new StringBuilder();
    new SignedSender(URI.create("http://localhost/"), secret)
        .headers(body)
        .forEach((name, value) -> headers.append(name).append(": ").append(value).append('\n'));
    Files.writeString(folder.resolve("headers"), headers);
    return setup.command("explain", "--source", "groq", "--headers", "headers", "--body", "body");
  }
}
