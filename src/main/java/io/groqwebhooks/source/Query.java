package io.groqwebhooks.source;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters behind the question mark of a request's target. */
final class Query {

  private static final Pattern PARAMETERS = Pattern.compile("&");
  private static final int LONGEST = 4096;

  private Query() {}

  /** The parameter's value, decoded; null if it is missing, stands twice or cannot be decoded. */
  static @Nullable String parameter(@Nullable String query, String name) {
    String found = null;
    if (query == null || query.length() > LONGEST) {
      return null;
    }
    for (String parameter : PARAMETERS.split(query, -1)) {
      int equals = parameter.indexOf('=');
      try {
        String key = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
        if (key.equals(name)) {
          if (found != null) {
            return null;
          }
          found = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
        }
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
    return found;
  }

  /** The address without its query. */
  static String before(String url) {
    int mark = url.indexOf('?');
    return mark < 0 ? url : url.substring(0, mark);
  }

  /** The parameters of the address, sorted as they are written; null if there are none. */
  static @Nullable String sorted(String url) {
    int mark = url.indexOf('?');
    if (mark < 0 || mark == url.length() - 1) {
      return null;
    }
    return PARAMETERS
        .splitAsStream(url.substring(mark + 1))
        .sorted()
        .collect(Collectors.joining("&"));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
