package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image, started in a container (profile image; {@code .ci/image} builds what it needs). */
class ImageRun {

  private static final String IMAGE = System.getProperty("image");
  private static final String RECEIVED = "200 {\"received\":true}";
  private static final String DUPLICATE = "200 {\"received\":true,\"duplicate\":true}";
  private static final String REFUSED = "401 {\"error\":\"Invalid signature\"}";
  private static final int LIMIT = 1 << 20;

  /** As the Containerfile says it, from SIGTERM to the end. */
  private static final Duration GRACE = Duration.ofSeconds(45);

  @TempDir private static Path folder;
  private static ContainerProcess container;
  private static SignedSender sender;

  @BeforeAll
  static void start() throws IOException {
    container = container("-XX:+PrintFlagsFinal");
    container.start();
    sender = new SignedSender(container.url(), ReceiverProcess.SECRET);
  }

  @AfterAll
  static void stop() {
    container.close();
  }

  /** With routes of this folder, in which one handler takes its time. */
  private static ContainerProcess container(String jvmOptions) throws IOException {
    Path routes = Files.createDirectories(folder.resolve("routes"));
    for (String file : new String[] {"error-handling", "groq-webhook", "groq-handlers"}) {
      String text = Files.readString(Path.of("routes", file + ".camel.yaml"));
      Files.writeString(
          routes.resolve(file + ".camel.yaml"),
          text.replaceFirst(
              "( +)- log: \"Processed.*",
              "$1- log: \"begun \\${header.WebhookEventId}\"\n$1- delay: {constant: \"3000\"}"));
    }
    return ContainerProcess.of(
        IMAGE,
        folder,
        "--volume=" + routes + ":/app/routes:ro",
        "--env=GROQ_WEBHOOK_SECRET=" + ReceiverProcess.SECRET,
        "--env=JAVA_TOOL_OPTIONS=" + jvmOptions);
  }

  private static String deliver(String id) {
    return text(sender.deliver(id, "resource.updated"));
  }

  private static String text(SignedSender.Answer answer) {
    return answer.status() + " " + answer.body();
  }

  /** The value of an option of the JVM that runs in the container. */
  private static String option(String name) {
    Matcher option = Pattern.compile(" " + name + " +:?= (\\S+)").matcher(container.out());
    assertThat(option.find()).as(name).isTrue();
    return option.group(1);
  }

  @Test
  void aGenuineDeliveryIsReceivedAndKnownWhenItIsRepeated() {
    assertThat(deliver("evt_genuine")).isEqualTo(RECEIVED);
    assertThat(deliver("evt_genuine")).isEqualTo(DUPLICATE);
  }

  @Test
  void aForgedDeliveryIsRefused() {
    SignedSender stranger = new SignedSender(container.url(), "another secret");
    assertThat(text(stranger.deliver("evt_forged", "resource.updated"))).isEqualTo(REFUSED);
  }

  @Test
  void aStaleDeliveryIsRefused() {
    byte[] body = SignedSender.event("evt_stale", "resource.updated");
    Instant longAgo = Instant.now().minus(Duration.ofMinutes(10));
    assertThat(text(sender.post(sender.headers(body, longAgo), body))).isEqualTo(REFUSED);
  }

  @Test
  void aDeliveryThatIsTooLargeIsRefused() {
    byte[] body =
        SignedSender.event("evt_large", "resource.updated", "\"" + "x".repeat(LIMIT) + "\"");
    assertThat(sender.deliver(body).status()).isEqualTo(413);
  }

  @Test
  void nobodyIsRootAndNothingButTheVolumeCanBeWritten() {
    assertThat(container.exec("id", "-u").text()).isEqualTo("10001");
    assertThat(container.exec("touch", "/app/x").exitCode()).isNotZero();
    assertThat(container.exec("touch", "/tmp/x").exitCode()).isNotZero();
    assertThat(sender.deliver("evt_written", "resource.updated").status()).isEqualTo(200);
    await()
        .untilAsserted(
            () ->
                assertThat(container.exec("ls", "/app/data").text().lines())
                    .contains("claims", "deliveries.mv.db", "tmp"));
  }

  @Test
  void itsHealthIsCheckedInside() {
    ContainerProcess.Result check = container.healthCheck();
    assertThat(check.exitCode()).as(check.text()).isZero();
  }

  @Test
  void theHeapIsAPartOfTheContainersMemory() {
    assertThat(Long.parseLong(option("MaxHeapSize")) >> 20).isBetween(300L, 312L);
  }

  @Test
  void commandsOfTheJarAreThere() {
    ContainerProcess.Result version =
        container.exec("java", "@/opt/groq-webhooks/java.args", "--version");
    assertThat(version.text()).contains("groq-webhooks-camel ");
  }

  /** A second container, because it ends; the volume tells it what the first one has handled. */
  @Test
  void aStopWaitsForTheHandlerAndTheVolumeRemembersTheEvent() throws IOException {
    try (ContainerProcess stopped = container(onlyWithArchive())) {
      stopped.start();
      SignedSender toStopped = new SignedSender(stopped.url(), ReceiverProcess.SECRET);
      CompletableFuture<SignedSender.Answer> answer =
          toStopped.begin("evt_slow", "resource.created");
      await().until(() -> stopped.log().contains("begun evt_slow"));

      assertThat(stopped.stop(GRACE)).isEqualTo(143);

      assertThat(text(answer.join())).isEqualTo(RECEIVED);
      stopped.start();
      assertThat(text(toStopped.deliver("evt_slow", "resource.created"))).isEqualTo(DUPLICATE);
    }
  }

  /** The JVM's option for a start that fails where the archive of the training does not fit. */
  private static String onlyWithArchive() {
    return container.out().contains(" AOTCache ") ? "-XX:AOTMode=on" : "-Xshare:on";
  }
}
