package io.groqwebhooks.secrets;

import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.signature.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that a property names, which hold secrets. Their order is that of the patterns in the
 * property, then that of the files' names, then that of their lines. It does not depend on when
 * files were written: Kubernetes writes all of them anew when one has changed, in an order of its
 * own, and replicas are to agree. Immutable.
 */
public final class SecretFiles {

  private static final Pattern COMMA = Pattern.compile(",");

  /** How many patterns a property has at most. */
  private static final int MOST_PATTERNS = 16;

  /**
   * What a file holds.
   *
   * @param secrets none if nothing can be used of it
   * @param problem why that is, as in {@code is empty}, or null
   */
  record Held(Path file, List<Secret> secrets, @Nullable String problem) {}

  /**
   * What the files of a pattern hold.
   *
   * @param files none if they cannot be listed
   * @param problem why that is, or null
   */
  record Listing(String pattern, List<Held> files, @Nullable String problem) {

    /** What is wrong, each as a part of a sentence that begins with a path. */
    Stream<String> problems() {
      return problem == null
          ? files.stream()
              .filter(held -> held.problem() != null)
              .map(held -> held.file() + " " + held.problem())
          : Stream.of(pattern + " " + problem);
    }
  }

  private final String property;
  private final List<FilePattern> patterns;

  private SecretFiles(String property, List<FilePattern> patterns) {
    this.property = property;
    this.patterns = patterns;
  }

  /**
   * The files that the property names.
   *
   * @param value its value: paths, with commas between them; null for none
   * @return null for none
   * @throws InvalidSettingException if it cannot be used
   */
  public static @Nullable SecretFiles of(String property, @Nullable String value) {
    if (value == null) {
      return null;
    }
    List<FilePattern> patterns = new ArrayList<>();
    for (String text : COMMA.splitAsStream(value).map(String::strip).distinct().toList()) {
      try {
        patterns.add(new FilePattern(text));
      } catch (IllegalArgumentException e) {
        throw new InvalidSettingException(
            property + " must be " + e.getMessage() + ", not '" + text + "'",
            "Change " + property + ".");
      }
    }
    InvalidSettingException.unless(
        patterns.size() <= MOST_PATTERNS,
        property,
        "at most " + MOST_PATTERNS + " of them",
        patterns.size());
    return new SecretFiles(property, patterns);
  }

  String property() {
    return property;
  }

  /** What all of them hold now. */
  List<Listing> list() {
    return patterns.stream().map(SecretFiles::list).toList();
  }

  private static Listing list(FilePattern pattern) {
    try {
      return new Listing(
          pattern.toString(), pattern.files().stream().map(SecretFiles::held).toList(), null);
    } catch (IOException e) {
      return new Listing(pattern.toString(), List.of(), e.getMessage());
    }
  }

  private static Held held(Path file) {
    try {
      return new Held(file, FileText.read(file), null);
    } catch (IOException e) {
      return new Held(file, List.of(), e.getMessage());
    }
  }

  /**
   * The secrets that they hold now.
   *
   * @throws InvalidSettingException if one of the files cannot be used
   */
  public List<Secret> secrets() {
    List<Listing> listings = list();
    List<String> problems = listings.stream().flatMap(Listing::problems).toList();
    if (!problems.isEmpty()) {
      throw refusal(problems.get(0));
    }
    return listings.stream()
        .flatMap(listing -> listing.files().stream())
        .flatMap(held -> held.secrets().stream())
        .distinct()
        .toList();
  }

  /** What ends the start, because of what is wrong with a file. */
  InvalidSettingException refusal(String problem) {
    return new InvalidSettingException(
        property + ": " + problem,
        "Let it name files that this user can read, with one secret a line, each as the sender shows"
            + " it.");
  }

  @Override
  public String toString() {
    return String.join(", ", patterns.stream().map(FilePattern::toString).toList());
  }
}
