package com.example.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code camel run} as the page says it. */
class RunTest {

  @TempDir Path folder;
  @TempDir Path aside;
  private Sender sender;

  @BeforeEach
  void writeTheRoute() throws IOException {
    Files.writeString(folder.resolve("route.camel.yaml"), Page.route());
    sender = new Sender(Program.freePort());
  }

  /** Runs the command, with these files besides. */
  private Program run(String secret, String... files) throws IOException {
    String port = "--port=" + sender.port();
    List<String> command =
        new ArrayList<>(
            Page.command("camel run").stream()
                .map(word -> word.startsWith("--port=") ? port : word)
                .toList());
    command.addAll(1, List.of(files));
    assertThat(command).contains(port, "--dev");
    return Program.camel(folder, secret, command);
  }

  @Test
  void aSecretInTheEnvironmentIsEnough() throws Exception {
    try (Program camel = run(Sender.SECRET).receiving(sender)) {
      sender.assertReceived(camel);
      assertARouteThatIsSavedIsTakenOver(camel);
    }
  }

  /** Nobody who delivers meanwhile is told anything else than to come again. */
  private void assertARouteThatIsSavedIsTakenOver(Program camel) throws IOException {
    Path saved =
        Files.writeString(aside.resolve("saved"), Page.route().replace("Received", "Reloaded"));
    Files.move(
        saved, folder.resolve("route.camel.yaml"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              String id = Sender.newId();
              HttpResponse<String> answer = sender.deliver(id);
              if (answer.statusCode() == 503) {
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                return false;
              }
              assertThat(answer.body()).isEqualTo("{\"received\":true}");
              return camel.log().contains("Reloaded resource.created: " + id);
            });
  }

  @Test
  void aSecretInPropertiesIsEnough() throws Exception {
    Files.writeString(
        folder.resolve("application.properties"),
        "webhooks.sources.groq.secrets=" + Sender.SECRET + "\n");
    try (Program camel = run(null, "application.properties").receiving(sender)) {
      sender.assertReceived(camel);
    }
  }

  @Test
  void withoutASourceItSaysWhatToSet() throws Exception {
    try (Program camel = run(null)) {
      assertThat(camel.ended()).isNotZero();
      assertThat(camel.log()).contains("there is no webhook source: set GROQ_WEBHOOK_SECRET");
    }
  }
}
