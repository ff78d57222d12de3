package io.groqwebhooks.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.signature.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What files hold, and which files are meant. */
class SecretFilesTest {

  private static final String PROPERTY = "webhooks.sources.a.secret-files";

  @TempDir private Path folder;

  private void write(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), text);
  }

  private List<Secret> secrets(String... names) {
    List<String> paths = List.of(names).stream().map(name -> folder + "/" + name).toList();
    SecretFiles files = SecretFiles.of(PROPERTY, String.join(" , ", paths));
    assertThat(files).isNotNull();
    return files.secrets();
  }

  private static List<Secret> of(String... texts) {
    return List.of(texts).stream().map(Secret::of).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one\ntwo",
        "one\r\ntwo\r\n",
        " one \n\n\t\ntwo\n\n",
        "\uFEFFone\ntwo\n",
        "one\ntwo\none"
      })
  void eachLineThatIsNotBlankIsASecret(String text) throws IOException {
    write("a", text);
    assertThat(secrets("a")).isEqualTo(of("one", "two"));
  }

  @Test
  void aKeyInPemIsOneSecret() throws IOException {
    String pem = "-----BEGIN PUBLIC KEY-----\nMCow\nBQYD\n-----END PUBLIC KEY-----";
    write("a", pem + "\n\n" + pem.replace("MCow", "MFkw") + "\nplain\n");

    assertThat(secrets("a")).isEqualTo(of(pem, pem.replace("MCow", "MFkw"), "plain"));
  }

  @Test
  void theOrderIsThatOfPatternsThenOfNamesThenOfLines() throws IOException {
    write("new/b", "3\n4");
    write("new/a", "1\n2");
    write("old", "5\n1");

    assertThat(secrets("new/*", "old")).isEqualTo(of("1", "2", "3", "4", "5"));
    assertThat(secrets("old", "new/?")).isEqualTo(of("5", "1", "2", "3", "4"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatKubernetesMountsIsReadThroughItsLinksAndOnce() throws IOException {
    write("..2026_03_01/groq", "1");
    write("..2026_03_01/groq-old", "2");
    write("..2026_03_01/token", "3");
    write("kubernetes.io/groq", "4");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_03_01"));
    for (String name : List.of("groq", "groq-old", "token")) {
      Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
    }

    assertThat(secrets("groq*")).isEqualTo(of("1", "2"));
    assertThat(secrets("*")).isEqualTo(of("1", "2", "3"));
    assertThat(secrets("..data/g*d")).isEqualTo(of("2"));
  }

  @Test
  void noCharacterButTheTwoIsSpecial() throws IOException {
    write("a[1]+.{x}", "1");
    write("a1", "2");

    assertThat(secrets("a[1]+.{x}")).isEqualTo(of("1"));
    assertThat(secrets("a[1]+.*")).isEqualTo(of("1"));
  }

  private void assertRefused(String problem, String... names) {
    assertThatThrownBy(() -> secrets(names))
        .isInstanceOfSatisfying(
            InvalidSettingException.class,
            e -> assertThat(e.action()).contains("one secret a line"))
        .hasMessageStartingWith(PROPERTY + ": " + folder)
        .hasMessageEndingWith(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                          | is empty",
        "' \n \n'                    | is empty",
        "'hush\u0001hush'              | holds control characters",
        "'-----BEGIN PUBLIC KEY-----\nhush' | holds a key in PEM without its last line"
      })
  void aFileThatCannotBeUsedIsToldWithoutWhatItHolds(String text, String problem)
      throws IOException {
    write("good", "1");
    write("a", text);

    assertRefused("a " + problem, "good", "a");
  }

  @Test
  void whatIsNotTextIsTold() throws IOException {
    Files.write(folder.resolve("a"), "sch\u00f6n".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused("a is not UTF-8", "a");
  }

  @Test
  void whatIsNoFileIsTold() throws IOException {
    Files.createDirectories(folder.resolve("a/b"));

    assertRefused("a is no regular file", "a");
    assertRefused("missing is not there", "missing");
    assertRefused("a/* means no file that is there", "a/*");
    assertRefused("missing/* is not there", "missing/*");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeKeepsNobodyWaiting() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("a").toString()).start().waitFor())
        .isZero();
    assertRefused("a is no regular file", "a");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkThatLeadsNowhereIsTold() throws IOException {
    Files.createSymbolicLink(folder.resolve("a"), Path.of("nowhere"));
    Files.createSymbolicLink(folder.resolve("b"), Path.of("b"));

    assertRefused("a is not there", "*");
    assertThatThrownBy(() -> secrets("b")).hasMessageContaining("b cannot be read (");
  }

  @Test
  void sizesAndNumbersAreBounded() throws IOException {
    write("large", "x".repeat(FileText.LARGEST_FILE));
    assertThat(secrets("large")).hasSize(1);
    write("large", "x".repeat(FileText.LARGEST_FILE + 1));
    assertRefused("large has more than 16 KB", "large");

    for (int i = 0; i < FilePattern.MOST_FILES; i++) {
      write("many/" + i, "1");
    }
    assertThat(secrets("many/*")).hasSize(1);
    write("many/x", "1");
    assertRefused("many/* means more than 16 files", "many/*");

    String patterns = String.join(",", IntStream.range(0, 17).mapToObj(i -> "f" + i).toList());
    assertThatThrownBy(() -> SecretFiles.of(PROPERTY, patterns))
        .hasMessage(PROPERTY + " must be at most 16 of them, not 17");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/run/*/groq", "/run/secrets/", "a,,b", "/r?n/groq*"})
  void aPatternThatIsNoneIsToldByItsProperty(String pattern) {
    assertThatThrownBy(() -> SecretFiles.of(PROPERTY, pattern))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(PROPERTY + " must be a file, or a pattern");
  }
}
