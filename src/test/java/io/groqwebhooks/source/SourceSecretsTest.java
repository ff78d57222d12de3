package io.groqwebhooks.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.secrets.SecretFilesWatch;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.signature.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that are set, in files, or brought by the first request. */
class SourceSecretsTest {

  @TempDir private Path folder;
  private final SecretFilesWatch watch = new SecretFilesWatch();

  @AfterEach
  void close() {
    watch.close();
  }

  private SourceSecrets secrets(String... settings) {
    Map<String, String> all = new TreeMap<>();
    all.put("webhooks.sources.a.scheme", "notion");
    all.put("webhooks.sources.a.learn-secret", "true");
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      all.put("webhooks.sources.a." + parts[0], parts[1]);
    }
    return WebhookSource.of(
            "a",
            new SettingsReader(all::get, all.keySet()).source("a"),
            Map::of,
            SenderFiles.inJar(),
            folder.resolve("secrets"),
            watch)
        .secrets();
  }

  @Test
  void theFirstIsKeptAndNoOther() throws IOException {
    SourceSecrets secrets = secrets();
    assertThat(secrets.all()).isEmpty();

    assertThat(secrets.learn(" first\n")).isTrue();
    assertThat(secrets.learn("second")).isFalse();
    assertThat(secrets.all()).containsExactly(Secret.of("first"));
    assertThat(folder.resolve("secrets/a")).hasContent("first");
    try (var files = Files.list(folder.resolve("secrets"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void anotherReplicaFindsItAndKeepsNoOther() {
    SourceSecrets here = secrets();
    SourceSecrets there = secrets();

    assertThat(here.learn("first")).isTrue();
    assertThat(there.learn("second")).isFalse();
    assertThat(there.all()).containsExactly(Secret.of("first"));
    assertThat(secrets().all()).as("after a restart").containsExactly(Secret.of("first"));
  }

  @Test
  void whatIsNoKeyIsNotKept() {
    SourceSecrets secrets = secrets("signature.key=hex");

    assertThat(secrets.learn("no hex")).isFalse();
    assertThat(secrets.learn("")).isFalse();
    assertThat(folder.resolve("secrets/a")).doesNotExist();
    assertThat(secrets.learn("00ff")).isTrue();
  }

  @Test
  void aFileThatIsNoKeyVerifiesNothingAndStopsNothing() throws IOException {
    Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(folder.resolve("secrets/a"), "no hex");
    SourceSecrets secrets = secrets("signature.key=hex");

    assertThat(secrets.all()).isEmpty();
    assertThat(secrets.learn("00ff")).as("never in place of another").isFalse();
  }

  @Test
  void aSecretThatIsSetIsTheOnlyOne() {
    SourceSecrets secrets = secrets("secrets=set");

    assertThat(secrets.learn("first")).isFalse();
    assertThat(secrets.all()).containsExactly(Secret.of("set"));
  }

  @Test
  void eachIsToldByItsPositionAgeAndUse() throws IOException {
    SourceSecrets.Current current = secrets("secrets=new,old").current();
    assertThat(current.secrets())
        .hasSize(2)
        .allSatisfy(
            secret -> {
              assertThat(secret.since()).isBeforeOrEqualTo(Instant.now());
              assertThat(secret.verifiedAt()).isNull();
            });

    Instant at = Instant.parse("2026-03-01T02:10:00Z");
    assertThat(current.verified(2, at)).isSameAs(current.secrets().get(1));
    assertThat(current.verified(0, at)).isNull();
    assertThat(current.secrets()).extracting(KnownSecret::verifiedAt).containsExactly(null, at);
  }

  @Test
  void oneThatItsSenderHasBroughtIsAsOldAsItsFile() throws IOException {
    SourceSecrets secrets = secrets();
    assertThat(secrets.isWaiting()).isTrue();
    secrets.learn("first");
    assertThat(secrets.isWaiting()).isFalse();
    assertThat(secrets.current().secrets()).hasSize(1);

    Instant written = Instant.parse("2026-03-01T02:10:00Z");
    Files.setLastModifiedTime(folder.resolve("secrets/a"), FileTime.from(written));
    assertThat(secrets().current().secrets())
        .extracting(KnownSecret::since)
        .containsExactly(written);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("file"), text);
  }

  private static List<String> texts(SourceSecrets secrets) {
    return secrets.all().stream().map(Secret::text).toList();
  }

  @Test
  void thoseInFilesCountBeforeThoseThatAreSet() throws IOException {
    SourceSecrets secrets = secrets("secrets=set,both", "secret-files=" + file("one\nboth"));

    assertThat(texts(secrets)).containsExactly("one", "both", "set");
    assertThat(secrets.first()).isEqualTo(Secret.of("one"));
    assertThat(secrets.learn("brought")).isFalse();
  }

  @Test
  void whatIsKnownOfASecretThatStaysGoesOnBeingKnown() throws IOException {
    Instant written = Instant.parse("2026-03-01T02:10:00Z");
    Path file = file("old");
    Files.setLastModifiedTime(file, FileTime.from(written));
    SourceSecrets secrets = secrets("secret-files=" + file);
    Instant used = Instant.parse("2026-03-02T02:10:00Z");
    secrets.current().verified(1, used);

    file("new\nold");
    await().until(() -> texts(secrets).equals(List.of("new", "old")));
    List<KnownSecret> now = secrets.current().secrets();
    assertThat(now.get(1).since()).isEqualTo(written);
    assertThat(now.get(1).verifiedAt()).isEqualTo(used);
    assertThat(now.get(0).since()).isAfter(used);
    assertThat(now.get(0).verifiedAt()).isNull();
  }

  @Test
  void moreThanAreComparedWithAreNotTakenOver() throws IOException {
    Path file = file("1\n2\n3");
    SourceSecrets secrets = secrets("secrets=4,5", "secret-files=" + file);
    assertThat(texts(secrets)).hasSize(5);
    assertThat(secrets.problem()).isNull();

    file("1\n2\n3\n6");
    await().until(() -> secrets.problem() != null);
    assertThat(secrets.problem()).contains("there are 6 secrets").contains("at most 5");
    assertThat(texts(secrets)).containsExactly("1", "2", "3", "4", "5");
    assertThatThrownBy(() -> secrets("secrets=4,5", "secret-files=" + file))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("webhooks.sources.a.secret-files must be files with at most 5")
        .hasMessageEndingWith("not 6");
  }

  @Test
  void aFileWithWhatIsNoKeyOfTheSenderEndsTheStart() throws IOException {
    Path file = file("00ff\nno hex");
    assertThatThrownBy(() -> secrets("signature.key=hex", "secret-files=" + file))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("webhooks.sources.a.secret-files: " + file + " cannot be used: ")
        .hasMessageNotContaining("no hex");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void itIsForItsOwnerOnly() throws IOException {
    secrets().learn("first");

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("secrets/a"))))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets"))))
        .isEqualTo("rwx------");
  }
}
