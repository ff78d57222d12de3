package io.groqwebhooks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.GroqWebhooksApplication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The entry point in JVMs of its own: with an environment, a locale and an exit code. */
class CommandsTest {

  private record Run(int exitCode, String out, String err) {}

  @TempDir private Path folder;

  private Run java(Map<String, String> environment, String... args) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                GroqWebhooksApplication.class.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeAll(List.of("GROQ_WEBHOOK_SECRET", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ends by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Test
  void triggerWithoutSecretNamesTheVariable() throws Exception {
    Run run = java(Map.of(), "trigger", "resource.created", "--curl");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("No secret: set GROQ_WEBHOOK_SECRET, or give --secret");
  }

  @Test
  void triggerSignsWithTheSecretOfTheVariable() throws Exception {
    Run run = java(Map.of("GROQ_WEBHOOK_SECRET", "whsec_test"), "trigger", "t", "--curl");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("curl -i 'http://localhost:3000/webhooks/groq'");
  }

  @Test
  void onlySourceIsMeantUnlessGroqIsOne() throws Exception {
    Files.writeString(
        folder.resolve("application.properties"),
        "webhooks.sources.acme.scheme=github\nwebhooks.sources.acme.secrets=x\n");

    assertThat(java(Map.of(), "trigger", "t", "--curl").out())
        .startsWith("curl -i 'http://localhost:3000/webhooks/acme'");
    assertThat(java(Map.of("GROQ_WEBHOOK_SECRET", "y"), "trigger", "t", "--curl").out())
        .startsWith("curl -i 'http://localhost:3000/webhooks/groq'");
  }

  @Test
  void propertyThatIsNoSettingStopsACommandToo() throws Exception {
    Files.writeString(
        folder.resolve("application.properties"), "webhooks.sources.acme.secret=shown to nobody\n");

    Run run = java(Map.of("GROQ_WEBHOOK_SECRET", "y"), "trigger", "t", "--curl");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith(
            "There is no setting webhooks.sources.acme.secret."
                + " Did you mean webhooks.sources.acme.secrets?")
        .doesNotContain("shown");
  }

  /** Otherwise the command would be signed for other bytes than it shows. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void curlCommandIsPrintedInUtf8WhateverTheLocale() throws Exception {
    Files.writeString(folder.resolve("data.json"), "{\"name\":\"Zoë 🔑\"}");

    Run run =
        java(
            Map.of("LC_ALL", "C"),
            "trigger",
            "t",
            "--secret",
            "x",
            "--curl",
            "--data",
            "@data.json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("\"data\":{\"name\":\"Zoë 🔑\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "trigger --help"})
  void helpIsNoFailure(String args) throws Exception {
    Run run = java(Map.of(), args.split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: groq-webhooks-camel", "trigger");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void versionIsPrinted() throws Exception {
    Run run = java(Map.of(), "--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("groq-webhooks-camel ");
  }

  @Test
  void unknownCommandIsWrongUsage() throws Exception {
    Run run = java(Map.of(), "tigger", "resource.created");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("tigger", "--help").doesNotContain("\tat ");
  }

  @Test
  void onlyAJarCanBeUnpackedForTraining() throws Exception {
    Run run = java(Map.of(), "train", folder.resolve("receiver").toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("java -jar <jar> train FOLDER");
    assertThat(folder.resolve("receiver")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--server.port=3001", "--debug", "--spring.profiles.active=test"})
  void springsOptionsStartTheReceiver(String argument) {
    assertThat(Commands.isCommand(argument)).isFalse();
  }
}
