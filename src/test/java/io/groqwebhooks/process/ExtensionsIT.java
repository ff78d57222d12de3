package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.TakesLong;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's own class, in a jar beside the receiver. */
@TakesLong
class ExtensionsIT {

  @TempDir private Path folder;

  private static final String SOURCE =
      """
      package com.acme;

      public class Enrich implements org.apache.camel.Processor {
        @Override
        public void process(org.apache.camel.Exchange exchange) {
          org.slf4j.LoggerFactory.getLogger("acme")
              .info("Enriched {}", exchange.getMessage().getHeader("WebhookEventId"));
        }
      }
      """;

  private static void makeJar(Path jar, Path work) throws IOException {
    Path source = Files.createDirectories(work.resolve("com/acme")).resolve("Enrich.java");
    Files.writeString(source, SOURCE);
    String classPath =
        Path.of(Processor.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            + System.getProperty("path.separator")
            + Path.of(
                org.slf4j.Logger.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "--release", "17", "-cp", classPath, source.toString());
    assertThat(failed).isZero();
    Files.createDirectories(jar.getParent());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry("com/acme/Enrich.class"));
      Files.copy(work.resolve("com/acme/Enrich.class"), out);
      out.closeEntry();
    }
  }

  /** However the receiver is started. */
  @ParameterizedTest
  @ValueSource(strings = {"jar", "trained"})
  void routesUseItsClasses(String start) throws IOException {
    makeJar(folder.resolve("extensions/acme.jar"), folder.resolve("work"));
    String handlers =
        "- beans:\n    - name: enrich\n      type: com.acme.Enrich\n"
            + Files.readString(Path.of("routes/groq-handlers.camel.yaml"))
                .replace(
                    "    steps:\n", "    steps:\n        - process:\n            ref: enrich\n");
    ReceiverProcess.Setup setup =
        ReceiverProcess.in(folder).testHandlers().file("routes/groq-handlers.camel.yaml", handlers);
    try (ReceiverProcess receiver = (start.equals("jar") ? setup.jvm() : setup.trained()).start()) {
      assertThat(receiver.sender().deliver("evt_1", "resource.created").status()).isEqualTo(200);
      assertThat(receiver.log()).contains("Enriched evt_1", "  with      extensions/acme.jar");
      assertThat(receiver.err()).isEmpty();
    }
  }

  @Test
  void jarThatCannotBeReadStopsTheStart() throws IOException {
    Path jar = folder.resolve("extensions/acme.jar");
    makeJar(jar, folder.resolve("work"));
    byte[] whole = Files.readAllBytes(jar);
    Files.write(jar, Arrays.copyOf(whole, whole.length / 2));

    ReceiverProcess.Ended ended = ReceiverProcess.in(folder).testHandlers().startInVain();
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out())
        .contains("extensions/acme.jar cannot be read as a jar: ", "Fetch it again, or remove it.")
        .doesNotContain("\tat ");
  }
}
