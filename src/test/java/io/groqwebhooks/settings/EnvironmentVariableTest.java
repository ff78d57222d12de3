package io.groqwebhooks.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** In JVMs of their own: a JVM takes its environment and its locale from its start. */
class EnvironmentVariableTest {

  private static final String TEXT = "Schlüssel-ключ-鍵-🔑";

  @Test
  @EnabledOnOs(OS.LINUX)
  void nonAsciiValueIsReadAsUtf8WhereTheLocaleHasNoCharset() throws Exception {
    assertThat(read("SECRET_UNDER_TEST", "C", TEXT)).isEqualTo(TEXT);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nonAsciiValueIsReadAsUtf8InAUtf8Locale() throws Exception {
    assertThat(read("SECRET_UNDER_TEST", "C.UTF-8", TEXT)).isEqualTo(TEXT);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void valueEndsAtItsOwnEnd() throws Exception {
    assertThat(read("SECRET_UNDER_TEST", "C", "é=é\né")).isEqualTo("é=é\né");
  }

  @Test
  void variableThatIsNotSetIsNull() {
    assertThat(EnvironmentVariable.get("GROQ_WEBHOOKS_NOT_SET")).isNull();
  }

  /**
   * What a JVM under the locale reads. A shell sets the value, given as its bytes in octal, because
   * this JVM's own locale may not be able to pass it on.
   */
  private static String read(String name, String locale, String value) throws Exception {
    StringBuilder octal = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      octal.append(String.format("\\%03o", b & 0xFF));
    }
    ProcessBuilder command =
        new ProcessBuilder(
            List.of(
                "/bin/sh",
                "-c",
                "export " + name + "=\"$(printf '" + octal + "')\"; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                PrintVariable.class.getName(),
                name));
    command.environment().putAll(Map.of(name + "_LONGER", "another", "LC_ALL", locale));
    command.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String hex = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).isZero();
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }

  static final class PrintVariable {
    private PrintVariable() {}

    /** Prints the variable's value as the hex of its UTF-8 bytes. */
    public static void main(String[] args) {
      byte[] value = EnvironmentVariable.get(args[0]).getBytes(StandardCharsets.UTF_8);
      System.out.print(HexFormat.of().formatHex(value));
    }
  }
}
