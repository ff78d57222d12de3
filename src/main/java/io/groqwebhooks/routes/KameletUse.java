package io.groqwebhooks.routes;

import io.groqwebhooks.settings.Suggestion;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * A place in a route that names a Kamelet. Camel takes any name for a parameter of it, and then the
 * default of what was meant.
 *
 * @param kamelet the Kamelet's name
 * @param who the route and the place, for a message
 * @param parameters what the place says to the Kamelet
 */
record KameletUse(String kamelet, String who, Map<String, Object> parameters) {

  /** Camel's own parameters that make sense here. */
  private static final Set<String> CAMELS =
      Set.of(
          "location",
          "noErrorHandler",
          "bridgeErrorHandler",
          "exceptionHandler",
          "exchangePattern",
          "routeId",
          "uuid");

  /** The name of a Kamelet, and its parameters. */
  private static final Pattern URI =
      Pattern.compile("kamelet:/*([^/?]+)(?:/[^?]*)?(?:\\?(.*))?", Pattern.DOTALL);

  /**
   * The use that the address is, or null if it is none of a Kamelet.
   *
   * @throws RoutesException if it cannot be read
   */
  static @Nullable KameletUse of(String uri, String who) {
    Matcher matcher = URI.matcher(uri);
    if (!matcher.matches()) {
      return null;
    }
    try {
      String query = matcher.group(2);
      return new KameletUse(
          matcher.group(1), who, query == null ? Map.of() : URISupport.parseQuery(query));
    } catch (URISyntaxException e) {
      throw new RoutesException(who + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Checks that the Kamelet has all of these parameters.
   *
   * @param known the Kamelet's own
   * @throws RoutesException if it has not
   */
  void refuseUnknown(Collection<String> known) {
    for (String name : parameters.keySet()) {
      if (!known.contains(name) && !CAMELS.contains(name)) {
        throw new RoutesException(
            "%s gives the Kamelet %s a parameter '%s', which it does not have.%s"
                .formatted(
                    who,
                    kamelet,
                    name,
                    Suggestion.of(name, known)
                        .map(meant -> " Did you mean '" + meant + "'?")
                        .orElse("")));
      }
    }
  }
}
