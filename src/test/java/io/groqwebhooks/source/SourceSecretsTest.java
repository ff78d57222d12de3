package io.groqwebhooks.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.signature.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A secret that the first request brings. */
class SourceSecretsTest {

  @TempDir private Path folder;

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
            Map.of(),
            SenderFiles.inJar(),
            folder.resolve("secrets"))
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
