package io.groqwebhooks.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Reads environment variables as UTF-8. In a locale without a charset, as in most containers and
 * under most service managers, the JVM reads them as ASCII and replaces every other byte: a secret
 * that holds an umlaut would verify nothing.
 */
public final class EnvironmentVariable {

  private static final Path RAW = Path.of("/proc/self/environ");
  private static final char REPLACEMENT = '\uFFFD';

  private EnvironmentVariable() {}

  /** The variable that sets this property, by Spring's naming. */
  public static String of(String property) {
    return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** The variable's value, or null if it is not set. */
  public static @Nullable String get(String name) {
    String value = System.getenv(name);
    if (value == null || value.indexOf(REPLACEMENT) < 0 || !Files.isReadable(RAW)) {
      return value;
    }
    try {
      StringTokenizer entries =
          new StringTokenizer(Files.readString(RAW, StandardCharsets.UTF_8), "\0");
      while (entries.hasMoreTokens()) {
        String entry = entries.nextToken();
        if (entry.startsWith(name + "=")) {
          return entry.substring(name.length() + 1);
        }
      }
      return value;
    } catch (IOException e) {
      return value;
    }
  }
}
