package io.groqwebhooks.source;

import io.groqwebhooks.settings.InvalidSettingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where senders' files are: in a folder of the operator's, and in the jar. One in the folder counts
 * before one of the same name in the jar. Immutable and safe for use by several threads.
 */
public final class SenderFiles {

  /** The folder in the working directory, which may be missing. */
  public static final String FOLDER = "senders";

  private static final String IN_JAR = "/META-INF/groq-webhooks/senders/";
  private static final String INDEX = "index.txt";
  private static final String SUFFIX = ".yaml";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");
  private static final int DEEPEST = 3;

  private final @Nullable Path folder;

  private SenderFiles(@Nullable Path folder) {
    this.folder = folder;
  }

  /** Those in the jar alone. */
  public static SenderFiles inJar() {
    return new SenderFiles(null);
  }

  /**
   * Those in the folder, and in the jar.
   *
   * @param folder the setting {@code webhooks.senders-dir}; null for none
   * @throws InvalidSettingException if there is no such folder
   */
  public static SenderFiles in(@Nullable String folder) {
    if (folder == null || folder.isBlank()) {
      return inJar();
    }
    Path path = Path.of(folder);
    if (!Files.isDirectory(path)) {
      InvalidSettingException.unless(
          folder.equals(FOLDER), "webhooks.senders-dir", "a folder", "'" + folder + "'");
      return inJar();
    }
    return new SenderFiles(path);
  }

  /** The names of all senders that have a file, in order. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    Objects.requireNonNull(resource(INDEX)).lines().forEach(names::add);
    if (folder != null) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(SUFFIX))
            .map(name -> name.substring(0, name.length() - SUFFIX.length()))
            .filter(name -> NAME.matcher(name).matches())
            .forEach(names::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return names;
  }

  /** Why a file that is meant for the sender is not taken, or nothing. */
  String unread(String name) {
    if (folder == null) {
      return "";
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(entry -> entry.replaceFirst("\\.[^.]*$", "").equalsIgnoreCase(name))
          .findFirst()
          .map(
              entry ->
                  " "
                      + folder.resolve(entry)
                      + " is not read: rename it to "
                      + name
                      + SUFFIX
                      + ", in lower-case letters, digits and hyphens.")
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * What the sender's file says, together with that of the sender that it is based on; null if it
   * has none.
   *
   * @throws InvalidSettingException if a file cannot be read
   */
  @Nullable SenderFacts find(String name) {
    return find(name, 0);
  }

  /**
   * What a person is told of a sender.
   *
   * @param title its usual name
   * @param confidence how sure its file is
   * @param documentation the address of its own documentation, or null
   * @param secretIs what its secret is, in words, or null if it is a key
   * @param facts the rest of what its file says, by the names of the vocabulary
   */
  public record Described(
      String title,
      String confidence,
      @Nullable String documentation,
      @Nullable String secretIs,
      Map<String, String> facts) {

    /** What its secrets are. */
    public String secret() {
      if (secretIs != null) {
        return "<" + secretIs + ">";
      }
      String algorithm = facts.getOrDefault("signature.algorithm", "hmac-sha256");
      return switch (facts.getOrDefault("signature.key", algorithm)) {
        case "base64" -> "<the secret, in base64>";
        case "hex" -> "<the secret, in hexadecimal digits>";
        case "whsec" -> "<the secret, whsec_...>";
        case "basic" -> "<user:password>";
        case "public", "ed25519", "ecdsa-sha256", "rsa-sha256", "rsa-sha512" ->
            "<the sender's public key, in PEM or base64>";
        default -> "<the secret>";
      };
    }
  }

  /**
   * What a person is told of the sender.
   *
   * @throws InvalidSettingException if it has no file, or that cannot be read
   */
  public Described described(String name) {
    SenderFacts facts = find(name);
    if (facts == null) {
      throw SenderReader.unknown(name, this);
    }
    Map<String, String> rest = new TreeMap<>();
    facts.all().forEach((fact, said) -> rest.put(fact, said.text()));
    rest.keySet()
        .removeAll(Set.of("title", "confidence", "documentation", "secret-is", "based-on"));
    return new Described(
        facts.text("title", name),
        facts.text("confidence", "of your own"),
        facts.text("documentation"),
        facts.text("secret-is"),
        rest);
  }

  private @Nullable SenderFacts find(String name, int depth) {
    if (!NAME.matcher(name).matches()) {
      return null;
    }
    SenderFacts facts = read(name);
    String base = facts == null ? null : facts.text("based-on");
    if (facts == null || base == null) {
      return facts;
    }
    SenderFacts others = depth == DEEPEST ? null : find(base, depth + 1);
    if (others == null) {
      throw facts.wrong("based-on", "the name of another sender that has a file", base);
    }
    return facts.or(others);
  }

  /** The operator's file of the sender, or null if there is none. */
  public @Nullable Path own(String name) {
    Path file = folder == null ? null : folder.resolve(name + SUFFIX);
    return file != null && Files.isRegularFile(file) ? file : null;
  }

  private @Nullable SenderFacts read(String name) {
    Path own = own(name);
    if (own != null) {
      try {
        return SenderFile.read(own.toString(), Files.readString(own));
      } catch (IOException e) {
        throw new InvalidSettingException(
            own + " cannot be read (" + e.getMessage() + ")", "Make it readable, in UTF-8.");
      }
    }
    String file = name + SUFFIX;
    String yaml = resource(file);
    return yaml == null ? null : SenderFile.read(FOLDER + "/" + file, yaml);
  }

  private static @Nullable String resource(String file) {
    try (InputStream in = SenderFiles.class.getResourceAsStream(IN_JAR + file)) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
