package io.groqwebhooks.secrets;

import io.groqwebhooks.signature.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The secrets in a file: each line that is not blank, without blanks around it, and each key in
 * PEM, however many lines it has.
 */
final class FileText {

  static final int LARGEST_FILE = 16 * 1024;

  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final String BEGIN = "-----BEGIN";
  private static final String END = "-----END";

  private FileText() {}

  /**
   * Reads a file.
   *
   * @return at least one
   * @throws IOException if nothing can be used of it; the message says why, as in {@code is empty},
   *     and shows nothing of what it holds
   */
  static List<Secret> read(Path file) throws IOException {
    // What is no file could keep whoever reads it waiting, such as a pipe.
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("is no regular file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST_FILE + 1);
    } catch (IOException e) {
      throw new IOException(problem(e), e);
    }
    if (bytes.length > LARGEST_FILE) {
      throw new IOException("has more than " + LARGEST_FILE / 1024 + " KB");
    }
    List<Secret> secrets = secrets(text(bytes));
    if (secrets.isEmpty()) {
      throw new IOException("is empty");
    }
    return secrets;
  }

  /** Why a file or folder cannot be read, without its name. */
  static String problem(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "is not there";
    }
    if (e instanceof AccessDeniedException) {
      return "may not be read by this user";
    }
    String reason = e instanceof FileSystemException at ? at.getReason() : e.getMessage();
    return "cannot be read" + (reason == null ? "" : " (" + reason + ")");
  }

  private static String text(byte[] bytes) throws IOException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      // Without its cause, which tells where.
      throw new IOException("is not UTF-8");
    }
  }

  private static List<Secret> secrets(String text) throws IOException {
    List<Secret> secrets = new ArrayList<>();
    StringJoiner pem = null;
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.chars().anyMatch(Character::isISOControl)) {
        throw new IOException("holds control characters");
      }
      if (pem == null && line.startsWith(BEGIN)) {
        pem = new StringJoiner("\n");
      }
      if (pem == null) {
        add(secrets, line);
      } else {
        pem.add(line);
        if (line.startsWith(END)) {
          add(secrets, pem.toString());
          pem = null;
        }
      }
    }
    if (pem != null) {
      throw new IOException("holds a key in PEM without its last line");
    }
    return secrets;
  }

  private static void add(List<Secret> secrets, String text) {
    Secret secret = text.isBlank() ? null : Secret.of(text);
    if (secret != null && !secrets.contains(secret)) {
      secrets.add(secret);
    }
  }
}
