package io.groqwebhooks.console;

import io.groqwebhooks.signature.Digests;
import io.groqwebhooks.signature.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lets in who may see the console, and lets act who does so on its own pages. */
final class Guard {

  private static final String USER = "operator";
  private static final String BASIC = "basic ";
  private static final String BY = "X-Requested-By";
  private static final int LONGEST_CREDENTIALS = 1000;

  private final @Nullable Secret password;
  private final WrongTries tries = new WrongTries();
  private final String token = randomToken();

  /** Asks for this password, or for none. */
  Guard(@Nullable Secret password) {
    this.password = password;
  }

  private static String randomToken() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** What each form has in its field {@code token}, and no other page can know. */
  String token() {
    return token;
  }

  /** The answer to who may not see the console, or null. */
  @Nullable Answer refusal(HttpServletRequest request) {
    if (password == null) {
      return null;
    }
    String said = request.getHeader("Authorization");
    if (said == null) {
      return unauthorized();
    }
    String expected = USER + ":" + password.text();
    return switch (tries.attempt(
        request.getRemoteAddr(), System.nanoTime(), () -> isEqual(expected, credentials(said)))) {
      case RIGHT -> null;
      case WRONG -> unauthorized();
      case TOO_MANY ->
          Answer.plain(429, "Too many wrong passwords. Try again in a minute.\n")
              .with("Retry-After", "60");
    };
  }

  private static Answer unauthorized() {
    return Answer.plain(401, "The console asks for the user operator and its password.\n")
        .with("WWW-Authenticate", "Basic realm=\"webhooks\", charset=\"UTF-8\"");
  }

  private static String credentials(String said) {
    if (said.length() > LONGEST_CREDENTIALS
        || !said.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return "";
    }
    try {
      return new String(
          Base64.getDecoder().decode(said.substring(BASIC.length()).strip()),
          StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /**
   * Does nothing if the request comes from a form of the console.
   *
   * @throws ConsoleException if it may come from elsewhere
   */
  void checkForm(HttpServletRequest request) {
    boolean saysNothing =
        request.getHeader("Sec-Fetch-Site") == null && request.getHeader("Origin") == null;
    if (saysNothing || isOfOtherPage(request)) {
      throw new ConsoleException(403, "This was not sent by a page of the console.");
    }
    String said = request.getParameter("token");
    if (said == null || !isEqual(token, said)) {
      throw new ConsoleException(
          403, "This form is of an earlier start of the receiver. Open the page again.");
    }
  }

  /**
   * Does nothing if the request comes from a script of the operator's: a page in a browser can have
   * no such header sent to another server that does not agree to it.
   *
   * @throws ConsoleException if it may come from a page
   */
  static void checkScript(HttpServletRequest request) {
    String by = request.getHeader(BY);
    if (by == null || by.isBlank() || isOfOtherPage(request)) {
      throw new ConsoleException(
          403, "A script says by the header " + BY + ", whatever its value, that it is no page.");
    }
  }

  private static boolean isOfOtherPage(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader("Origin");
    return (site != null && !site.equals("same-origin"))
        || (origin != null && !isOrigin(origin, request.getHeader("Host")));
  }

  private static boolean isOrigin(String origin, @Nullable String host) {
    String lower = origin.toLowerCase(Locale.ROOT);
    return host != null
        && (lower.equals("http://" + host.toLowerCase(Locale.ROOT))
            || lower.equals("https://" + host.toLowerCase(Locale.ROOT)));
  }

  /** Takes the same time wherever they differ, and whatever their lengths. */
  private static boolean isEqual(String expected, String said) {
    return MessageDigest.isEqual(digest(expected), digest(said));
  }

  private static byte[] digest(String text) {
    return Digests.sha256Hex(text.getBytes(StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.US_ASCII);
  }
}
