package io.groqwebhooks.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Texts as addresses hold them. */
final class QueryText {

  private QueryText() {}

  /** Parameters as a query, without {@code ?}; values of null are left out. */
  static String of(Map<String, @Nullable Object> parameters) {
    return parameters.entrySet().stream()
        .filter(each -> each.getValue() != null)
        .map(each -> each.getKey() + "=" + encoded(String.valueOf(each.getValue())))
        .collect(Collectors.joining("&"));
  }

  /** The text as a part of a path or of a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
