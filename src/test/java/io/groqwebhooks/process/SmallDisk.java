package io.groqwebhooks.process;

import io.groqwebhooks.testing.ChildProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of a few megabytes, which a test can fill: in memory, and seen only by this process
 * and those that are started within it. It takes a Linux that lets its users have file systems of
 * their own.
 */
final class SmallDisk extends ChildProcess {

  private static final String MOUNT =
      "mount -t tmpfs -o size=%dm small \"$0\" && echo mounted && exec sleep 1d";

  private final Path mountedOn;

  private SmallDisk(Path mountedOn, int megabytes) {
    super(
        "file system",
        Duration.ofSeconds(20),
        new ProcessBuilder(
                "unshare", "-rm", "/bin/sh", "-c", MOUNT.formatted(megabytes), mountedOn.toString())
            .directory(mountedOn.getParent().toFile()));
    this.mountedOn = mountedOn;
  }

  /** Has the file system where the folder is; skips the test where that cannot be. */
  static SmallDisk on(Path folder, int megabytes) {
    try {
      SmallDisk disk = new SmallDisk(Files.createDirectories(folder), megabytes);
      disk.start();
      return disk;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AssertionError e) {
      Assumptions.abort("Nobody but root may mount a file system here: " + e.getMessage());
      throw e;
    }
  }

  @Override
  protected boolean isReady() {
    return out().contains("mounted");
  }

  /** What a command that is to see it begins with; it runs in that folder. */
  List<String> command(Path workingDirectory) {
    return List.of(
        "nsenter",
        "--target",
        Long.toString(pid()),
        "--user",
        "--mount",
        "--preserve-credentials",
        "/bin/sh",
        "-c",
        "cd \"$0\" && exec \"$@\"",
        workingDirectory.toString());
  }

  /** The folder as it is seen from outside. */
  Path root() {
    return systemFile("root").resolve(mountedOn.toString().substring(1));
  }

  /** Takes all the room that there is. */
  void fill() {
    fillUpTo(0);
  }

  /** Takes the room that there is, except for so many megabytes. */
  void fillUpTo(int megabytesLeft) {
    try (OutputStream filler = Files.newOutputStream(filler())) {
      byte[] zeros = new byte[4096];
      while (megabytesLeft == 0
          || Files.getFileStore(root()).getUsableSpace() > megabytesLeft << 20) {
        filler.write(zeros);
      }
    } catch (IOException e) {
      // Full.
    }
  }

  void makeRoom() {
    try {
      Files.delete(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path filler() {
    return root().resolve("filler");
  }
}
