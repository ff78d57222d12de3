package io.groqwebhooks.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes files and folders that only their owner can read, where the system knows owners. */
public final class PrivateFiles {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private PrivateFiles() {}

  /** Makes the folder, and those above it, if they are not there. */
  public static void makeFolder(Path folder) throws IOException {
    Files.createDirectories(folder, only("rwx------"));
  }

  /** Makes an empty file if there is none. */
  public static void makeFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      makeNewFile(file);
    }
  }

  /**
   * Makes an empty file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  public static void makeNewFile(Path file) throws IOException {
    Files.createFile(file, only("rw-------"));
  }

  /** Makes an empty file of a new name in the folder, whose name begins with a dot. */
  public static Path makePart(Path folder) throws IOException {
    return Files.createTempFile(folder, ".", "", only("rw-------"));
  }

  private static FileAttribute<?>[] only(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
