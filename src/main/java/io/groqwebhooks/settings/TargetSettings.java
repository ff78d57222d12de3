package io.groqwebhooks.settings;

import io.groqwebhooks.signature.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One target, to which the Kamelet {@code signed-webhook-sink} sends events: the settings under
 * {@code webhooks.targets.<name>}. Immutable, and printed without its secrets.
 *
 * @param url where it is; over HTTPS, unless it is on this machine
 * @param secrets those shared with the target, the newest first, which signs
 * @param secretFiles paths of files that hold more of them, which count before those; with commas
 *     between them; null for none
 * @param sender whose way of signing it verifies
 * @param timeout how long a request may take, from 100 ms to five minutes
 * @param headers what each request has besides, by the names of the headers
 * @param maxConnections how many requests may be under way at once, from 1 to 1000
 * @param allowHttp whether plain HTTP is allowed
 * @param allowPrivate whether it may be in a network that is not public, such as one's own
 */
public record TargetSettings(
    @Nullable Secret url,
    List<Secret> secrets,
    @Nullable String secretFiles,
    String sender,
    Duration timeout,
    Map<String, Secret> headers,
    Integer maxConnections,
    Boolean allowHttp,
    Boolean allowPrivate) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]+");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
  private static final int MOST_CONNECTIONS = 1000;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** What the request is made of, which no setting may change. */
  private static final Set<String> OURS =
      Set.of("connection", "content-length", "content-type", "host", "transfer-encoding");

  /** Sets defaults. What has to name the target is checked by {@link #check}. */
  public TargetSettings {
    secrets =
        Check.orDefault(secrets, List.<Secret>of()).stream()
            .filter(secret -> !secret.equals(Secret.NONE))
            .distinct()
            .toList();
    secretFiles = Check.blankIsNone(secretFiles);
    sender = Check.orDefault(sender, "standard-webhooks");
    timeout = Check.orDefault(timeout, Duration.ofSeconds(10));
    Map<String, Secret> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(Check.orDefault(headers, Map.<String, Secret>of()));
    headers = Collections.unmodifiableMap(byName);
    maxConnections = Check.orDefault(maxConnections, 50);
    allowHttp = Check.orDefault(allowHttp, false);
    allowPrivate = Check.orDefault(allowPrivate, false);
  }

  /** The prefix of the properties of the target of that name, with a dot at its end. */
  public static String prefix(String target) {
    return WebhookSettings.TARGETS + target + ".";
  }

  /**
   * Where the target is.
   *
   * @throws IllegalStateException if that has not been checked
   */
  public URI address() {
    if (url == null) {
      throw new IllegalStateException("A target has no url");
    }
    return URI.create(url.text().strip());
  }

  /** Whether the operator has written the address of this machine. */
  public boolean isOnThisMachine() {
    return LOOPBACK.matcher(address().getHost().toLowerCase(Locale.ROOT)).matches();
  }

  void check(String target) {
    String prefix = prefix(target);
    InvalidSettingException.unless(
        NAME.matcher(target).matches(),
        WebhookSettings.TARGETS + target,
        "named by lower-case letters, digits and hyphens",
        "'" + target + "'");
    checkUrl(prefix);
    Check.atLeast(Duration.ofMillis(100), prefix + "timeout", timeout);
    InvalidSettingException.unless(
        timeout.compareTo(LONGEST) <= 0,
        prefix + "timeout",
        "at most " + LONGEST.toMinutes() + " min",
        timeout);
    InvalidSettingException.unless(
        maxConnections >= 1 && maxConnections <= MOST_CONNECTIONS,
        prefix + "max-connections",
        "from 1 to " + MOST_CONNECTIONS,
        maxConnections);
    headers.forEach((name, value) -> checkHeader(prefix + "headers." + name, name, value));
  }

  /** The address may hold a token of the target's, and is therefore never shown. */
  private void checkUrl(String prefix) {
    if (url == null || url.equals(Secret.NONE)) {
      throw new InvalidSettingException(
          prefix + "url is missing",
          "Set it to the address that the target is to be sent events to.");
    }
    boolean usable;
    try {
      URI uri = address();
      usable =
          ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
              && uri.getHost() != null
              && uri.getPort() <= 65_535
              && uri.getRawUserInfo() == null
              && uri.getRawFragment() == null;
    } catch (IllegalArgumentException e) {
      usable = false;
    }
    if (!usable) {
      throw new InvalidSettingException(
          prefix
              + "url is no address such as https://billing.example.com/webhooks"
              + " (without user, password and fragment)",
          "Correct it. A password belongs in " + prefix + "headers.Authorization.");
    }
    if (!allowHttp && !isOnThisMachine() && "http".equalsIgnoreCase(address().getScheme())) {
      throw new InvalidSettingException(
          prefix + "url has plain HTTP, which anybody on the way can read and change",
          "Use https, or set " + prefix + "allow-http to true.");
    }
  }

  private static void checkHeader(String property, String name, Secret value) {
    if (!HEADER.matcher(name).matches() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new InvalidSettingException(
          property + " is no header that can be set", "Correct its name, or remove it.");
    }
    if (!VALUE.matcher(value.text()).matches()) {
      throw new InvalidSettingException(
          property + " must have a value of visible ASCII characters and blanks",
          "Correct it, or remove it.");
    }
  }
}
