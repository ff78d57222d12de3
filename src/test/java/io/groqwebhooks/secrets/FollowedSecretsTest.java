package io.groqwebhooks.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groqwebhooks.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What counts while files change, look by look. */
@ExtendWith(OutputCaptureExtension.class)
class FollowedSecretsTest {

  private static final String PROPERTY = "webhooks.sources.a.secret-files";
  private static final int MOST = 3;

  @TempDir private Path folder;

  private FollowedSecrets followed;
  private List<String> used;

  private void write(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), text);
  }

  private static List<String> texts(List<FileSecret> secrets) {
    return secrets.stream().map(each -> each.secret().text()).toList();
  }

  private void follow(String pattern) {
    SecretFiles files = SecretFiles.of(PROPERTY, folder + "/" + pattern);
    assertThat(files).isNotNull();
    followed =
        new FollowedSecrets(
            "a",
            files,
            secrets -> {
              if (secrets.stream().anyMatch(secret -> secret.text().startsWith("bad"))) {
                throw new IllegalArgumentException("it is no key");
              }
            });
    used = texts(followed.secrets());
    try (SecretFilesWatch watch = new SecretFilesWatch(Duration.ofDays(1))) {
      followed.follow(
          watch,
          secrets -> {
            if (secrets.size() > MOST) {
              throw new IllegalArgumentException("there are too many");
            }
            used = texts(secrets);
          });
    }
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      followed.look();
    }
  }

  private static long count(CapturedOutput output, String text) {
    return output.getOut().lines().filter(line -> line.contains(text)).count();
  }

  @Test
  void aChangeCountsOnceItWasSeenTwice(CapturedOutput output) throws IOException {
    write("f", "old");
    follow("f");

    write("f", "new\nold\n");
    look(1);
    assertThat(used).containsExactly("old");
    look(1);
    assertThat(used).containsExactly("new", "old");
    write("f", "new\n");
    look(2);
    assertThat(used).containsExactly("new");

    assertThat(count(output, "a: the secrets of " + PROPERTY + " have changed")).isEqualTo(2);
    assertThat(output).contains("2 now, 1 of them new; 0 of those before are gone");
    assertThat(output).contains("1 now, 0 of them new; 1 of those before are gone");
  }

  @Test
  void whatIsStillBeingWrittenDoesNotCount(CapturedOutput output) throws IOException {
    write("f", "old");
    follow("f");

    for (String text : List.of("", "new", "new\nol", "new\nold")) {
      write("f", text);
      look(1);
      assertThat(used).containsExactly("old");
    }
    look(1);
    assertThat(used).containsExactly("new", "old");
    assertThat(output).doesNotContain("is empty");
  }

  @Test
  void aFileThatIsOnlyTouchedIsNoChange(CapturedOutput output) throws IOException {
    write("f", "old");
    follow("f");
    Files.setLastModifiedTime(folder.resolve("f"), FileTime.from(Instant.EPOCH));
    look(3);

    assertThat(output).doesNotContain("changed");
  }

  @Test
  void whatCannotBeUsedChangesNothingAndIsToldOnce(CapturedOutput output) throws IOException {
    write("f", "old");
    follow("f");

    write("f", "");
    look(5);
    assertThat(used).containsExactly("old");
    assertThat(followed.problem())
        .isEqualTo("of %s, %s is empty", PROPERTY, folder.resolve("f").toString());
    write("f", "hush\nbad hush\n");
    look(5);
    assertThat(used).containsExactly("old");
    Files.delete(folder.resolve("f"));
    look(5);
    assertThat(used).containsExactly("old");
    write("f", "1\n2\n3\n4");
    look(5);
    assertThat(used).containsExactly("old");
    write("f", "old");
    look(5);
    assertThat(followed.problem()).isNull();

    assertThat(output)
        .contains(
            "a: of " + PROPERTY + ", " + folder.resolve("f") + " is empty. The secrets that were",
            "f cannot be used: it is no key.",
            "f is not there.",
            "f cannot be used: there are too many.",
            "a: all that " + PROPERTY + " names can be used again")
        .doesNotContain("hush", "have changed");
    assertThat(count(output, "stay valid until that is corrected")).isEqualTo(4);
    assertThat(count(output, "can be used again")).isEqualTo(1);
  }

  @Test
  void theOtherFilesOfAPropertyGoOnWhileOneCannotBeUsed() throws IOException {
    write("f1", "one");
    write("f2", "two");
    follow("f*");

    write("f1", "");
    write("f2", "other");
    look(2);
    assertThat(used).containsExactly("one", "other");

    write("f3", "bad");
    look(2);
    assertThat(used).containsExactly("one", "other");
    assertThat(followed.problem()).contains("f1 is empty (and 1 more)");
  }

  @Test
  void aFileThatIsTakenAwayTakesItsSecretsButTheLastOneDoesNot() throws IOException {
    write("f1", "one");
    write("f2", "two");
    follow("f*");

    Files.delete(folder.resolve("f1"));
    look(2);
    assertThat(used).containsExactly("two");
    Files.delete(folder.resolve("f2"));
    look(2);
    assertThat(used).containsExactly("two");
    assertThat(followed.problem()).contains("f* means no file that is there");
    write("f3", "three");
    look(2);
    assertThat(used).containsExactly("three");
    assertThat(followed.problem()).isNull();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aSwappedFolderIsSeen() throws IOException {
    write("..1/f", "old");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(folder.resolve("f"), Path.of("..data/f"));
    follow("f*");

    write("..2/f", "new\nold");
    Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2"));
    Files.move(
        folder.resolve("..data_tmp"),
        folder.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    Files.delete(folder.resolve("..1/f"));
    look(2);
    assertThat(used).containsExactly("new", "old");
  }

  @Test
  void theyAreAsOldAsTheirFileAndNeverFromTheFuture() throws IOException {
    Instant written = Instant.parse("2026-03-01T02:10:00Z");
    write("f1", "one");
    Files.setLastModifiedTime(folder.resolve("f1"), FileTime.from(written));
    write("f2", "two");
    Files.setLastModifiedTime(
        folder.resolve("f2"), FileTime.from(Instant.now().plusSeconds(86_400)));
    follow("f*");

    assertThat(followed.secrets().get(0).since()).isEqualTo(written);
    assertThat(followed.secrets().get(1).since()).isBeforeOrEqualTo(Instant.now());
  }

  @Test
  void aFileThatCannotBeUsedEndsTheStart() throws IOException {
    write("f", "bad");
    assertThatThrownBy(() -> follow("f"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "%s: %s cannot be used: it is no key", PROPERTY, folder.resolve("f").toString());
  }
}
