package io.groqwebhooks.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that looks into files. */
class SecretFilesWatchTest {

  @TempDir private Path folder;

  private FollowedSecrets followed(String name) throws Exception {
    Path file = Files.writeString(folder.resolve(name), "old");
    SecretFiles files = SecretFiles.of("webhooks.sources.a.secret-files", file.toString());
    assertThat(files).isNotNull();
    return new FollowedSecrets("a", files, secrets -> {});
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("webhook-secret-files"))
        .toList();
  }

  @Test
  void thereIsOneThreadForAllAndNoneWithoutFiles() throws Exception {
    List<Thread> before = threads();
    try (SecretFilesWatch watch = new SecretFilesWatch(Duration.ofMillis(10))) {
      assertThat(threads()).isEqualTo(before);
      followed("f1").follow(watch, secrets -> {});
      followed("f2").follow(watch, secrets -> {});
      assertThat(threads()).hasSize(before.size() + 1).allMatch(Thread::isDaemon);
    }
    await().untilAsserted(() -> assertThat(threads()).isEqualTo(before));
  }

  @Test
  void aFailureOfOneKeepsNoOther() throws Exception {
    List<FileSecret> used = new CopyOnWriteArrayList<>();
    try (SecretFilesWatch watch = new SecretFilesWatch(Duration.ofMillis(10))) {
      followed("f1")
          .follow(
              watch,
              secrets -> {
                throw new IllegalStateException("thrown by the test");
              });
      followed("f2").follow(watch, used::addAll);
      Files.writeString(folder.resolve("f1"), "new");
      Files.writeString(folder.resolve("f2"), "new");
      await().untilAsserted(() -> assertThat(used).hasSize(1));
    }
  }
}
