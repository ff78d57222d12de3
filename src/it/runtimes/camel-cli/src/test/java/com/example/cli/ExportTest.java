package com.example.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code camel export} as the page says it, and what is done with the project then. */
class ExportTest {

  /** The newest catalog of Kamelets that is to be had where this is built; no Kamelet of it is used. */
  private static final String CATALOG = "--kamelets-version=4.15.0";

  @ParameterizedTest
  @ValueSource(strings = {"spring-boot", "camel-main"})
  void theProjectReceives(String runtime, @TempDir Path folder) throws Exception {
    Sender sender = new Sender(Program.freePort());
    Files.writeString(folder.resolve("route.camel.yaml"), Page.route());
    List<String> command = new ArrayList<>();
    for (String word : Page.command("camel export")) {
      command.add(
          word.replaceFirst("^--port=.*", "--port=" + sender.port())
              .replaceFirst("^--runtime=.*", "--runtime=" + runtime));
    }
    assertThat(command).contains("--port=" + sender.port(), "--runtime=" + runtime);
    command.add(CATALOG);

    // Nothing needs the secret, nor opens a file, before events are received.
    try (Program export = Program.camel(folder, null, command)) {
      export.succeeded();
    }
    assertThat(folder.resolve("data")).doesNotExist();
    try (Program maven = Program.maven(folder, Page.command("mvn -f"))) {
      maven.succeeded();
    }
    try (Program project = Program.java(folder, Sender.SECRET, Page.command("java -jar"))) {
      sender.assertReceived(project.receiving(sender));
    }
  }
}
