package io.groqwebhooks.source;

import io.groqwebhooks.files.PrivateFiles;
import io.groqwebhooks.signature.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps a secret which a sender has brought, for its owner only. It is written once:
 * whoever wants another removes it. Safe for use by several threads and replicas.
 */
final class LearnedSecret {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  private final String source;
  private final Path folder;
  private final Path file;
  private volatile boolean told;

  LearnedSecret(String source, Path folder) {
    this.source = source;
    this.folder = folder;
    this.file = folder.resolve(source);
  }

  /** A secret at random, which is thrown away. */
  static Secret thatNobodyKnows() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return Secret.of(HexFormat.of().formatHex(random));
  }

  /** The secret, which is as old as the file; null if there is none, or it cannot be read. */
  @Nullable KnownSecret read() {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      String text = Files.readString(file).strip();
      return text.isEmpty()
          ? null
          : new KnownSecret(Secret.of(text), Files.getLastModifiedTime(file).toInstant());
    } catch (IOException e) {
      if (!told) {
        told = true;
        LOG.warn("{} cannot be read ({}), and its sender is refused", file, e.getMessage());
      }
      return null;
    }
  }

  /** Writes the secret; returns false if there is one, or it cannot be written. */
  boolean keep(String text) {
    try {
      PrivateFiles.makeFolder(folder);
      write(text.getBytes(StandardCharsets.UTF_8));
      LOG.warn(
          "{}: its sender has brought the secret, which is in {} now. See that it was the sender.",
          source,
          file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException | UnsupportedOperationException e) {
      LOG.error(
          "{}: the secret that its sender has brought cannot be kept: {}", source, e.toString());
      return false;
    }
  }

  /** Whole or not at all, and never in place of another. */
  private void write(byte[] text) throws IOException {
    Path part = PrivateFiles.makePart(folder);
    try {
      Files.write(part, text, StandardOpenOption.WRITE);
      Files.createLink(file, part);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      // Some shared folders know no links; whoever reads an empty file there waits for the rest.
      PrivateFiles.makeNewFile(file);
      Files.write(file, text, StandardOpenOption.WRITE);
    } finally {
      try {
        Files.delete(part);
      } catch (IOException e) {
        LOG.warn("{} cannot be removed", part);
      }
    }
  }

  @Override
  public String toString() {
    return source + " waits for a secret, to keep it in " + file;
  }
}
