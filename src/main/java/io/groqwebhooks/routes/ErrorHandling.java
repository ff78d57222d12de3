package io.groqwebhooks.routes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/** The error handling inside the jar, for a folder that has none: its routes are retried, too. */
final class ErrorHandling {

  /** Where it is, for Camel. */
  static final String LOCATION = RoutesFolder.INSIDE_THE_JAR + "error-handling.camel.yaml";

  /** What a file has in it that handles errors itself; no error handler is none. */
  private static final Pattern IN_FILE =
      Pattern.compile(
          "^\\s*- *[\"']?(routeConfiguration|route-configuration|errorHandler|error-handler"
              + "|onException|on-exception)[\"']?\\s*:"
              + "|deadLetterChannel|dead-letter-channel|defaultErrorHandler|default-error-handler"
              + "|refErrorHandler|ref-error-handler"
              + "|\\bid: *[\"']?dead-letter(?![\\w-])"
              + "|\\bfrom: *\\{?\\s*(uri: *)?[\"']?direct:dead-letter(?![\\w-])",
          Pattern.MULTILINE);

  private ErrorHandling() {}

  /** Whether a file with this text has error handling of its own. */
  static boolean isIn(String text) {
    return IN_FILE.matcher(text).find();
  }

  /** It, as Camel reads it. */
  static Resource resource() {
    String name = LOCATION.substring("classpath:".length());
    try (InputStream in = ErrorHandling.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The jar has no " + name);
      }
      return ResourceHelper.fromString(
          LOCATION, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
