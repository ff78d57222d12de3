package io.groqwebhooks.cli;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes a request as a command for a POSIX shell. */
final class CurlCommand {

  private CurlCommand() {}

  static String of(URI url, Map<String, String> headers, byte[] body) {
    StringBuilder command = new StringBuilder("curl -i ").append(quote(url.toString()));
    headers.forEach(
        (name, value) -> command.append(" \\\n  -H ").append(quote(name + ": " + value)));
    return command
        .append(" \\\n  --data-binary ")
        .append(quote(new String(body, StandardCharsets.UTF_8)))
        .toString();
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
