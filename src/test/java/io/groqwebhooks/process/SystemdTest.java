package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit, by systemd's own check, where there is one. */
class SystemdTest {

  private static final Path UNIT = Path.of("src/main/deploy/groq-webhooks.service");
  private static final Path SYSTEMD = Path.of("/usr/bin/systemd-analyze");

  @TempDir private Path folder;

  /** What systemd finds wrong with a unit; it has to find the program that the unit starts. */
  private String problems(String unit) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path file = folder.resolve("groq-webhooks.service");
    Files.writeString(file, unit.replace("=/usr/bin/java ", "=" + java + " "));
    Process check =
        new ProcessBuilder(SYSTEMD.toString(), "verify", "--man=no", file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @Test
  void systemdUnderstandsEachLine() throws Exception {
    assumeTrue(Files.isExecutable(SYSTEMD), "systemd is not here");
    String unit = Files.readString(UNIT);

    assertThat(problems(unit)).isEmpty();
    assertThat(problems(unit.replace("ProtectClock", "ProtectClok"))).contains("ProtectClok");
  }
}
