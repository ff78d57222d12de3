package io.groqwebhooks.source;

import io.groqwebhooks.event.EnvelopeLayout;
import io.groqwebhooks.event.EnvelopeReader;
import io.groqwebhooks.event.Place;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.PlainSettings;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureVerifier;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one source, wherever they come from; null is what nobody has set. Immutable.
 *
 * @param name the source's name
 * @param scheme how the sender signs; by default the scheme of the source's own name
 * @param secrets the secrets shared with the sender, every one of them valid
 * @param path where the sender posts to; by default {@code /webhooks/} and the source's name
 * @param tolerance how far a timestamp may be in the past or in the future
 * @param maxBodySize the largest body in bytes
 * @param hmac how the sender signs, if its scheme is {@code hmac}
 * @param event where the envelope stands, if not where the scheme has it
 * @param queued whether a queue keeps its events between acceptance and handling
 */
public record SourceSettings(
    String name,
    @Nullable String scheme,
    List<String> secrets,
    @Nullable String path,
    Duration tolerance,
    long maxBodySize,
    HmacSettings hmac,
    EventSettings event,
    boolean queued) {

  /** How far a timestamp may be off where nobody has said. */
  public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

  /** The largest body in bytes where nobody has said. */
  public static final int DEFAULT_MAX_BODY_SIZE = 1 << 20;

  private static final int LARGEST_BODY = 64 << 20;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
  private static final Pattern COMMA = Pattern.compile(",");
  private static final char REPLACEMENT = '\uFFFD';

  /**
   * Where the envelope stands, each as {@link Place#parse} reads it, or null for where the scheme
   * has it.
   */
  public record EventSettings(
      @Nullable String id, @Nullable String type, @Nullable String created) {

    /** All where the scheme has them. */
    public static final EventSettings OF_THE_SCHEME = new EventSettings(null, null, null);
  }

  /**
   * Reads a source's settings from plain properties such as {@code
   * webhooks.sources.stripe.tolerance}.
   *
   * @param properties gives a property's value, or null if nobody has set it
   * @throws InvalidSettingException if a duration or a size cannot be read
   */
  public static SourceSettings read(String name, Function<String, @Nullable String> properties) {
    String prefix = "webhooks.sources." + name + ".";
    Function<String, @Nullable String> source = setting -> properties.apply(prefix + setting);
    String secrets = source.apply("secrets");
    PlainSettings plain = new PlainSettings(properties);
    String dispatch = properties.apply(name + ".dispatch");
    return new SourceSettings(
        name,
        source.apply("scheme"),
        secrets == null ? List.of() : COMMA.splitAsStream(secrets).map(String::strip).toList(),
        source.apply("path"),
        plain.duration(prefix + "tolerance", DEFAULT_TOLERANCE),
        plain.size(prefix + "max-body-size", DEFAULT_MAX_BODY_SIZE),
        new HmacSettings(
            source.apply("hmac.header"),
            source.apply("hmac.prefix"),
            source.apply("hmac.algorithm"),
            source.apply("hmac.encoding"),
            source.apply("hmac.signed-content"),
            source.apply("hmac.timestamp-header"),
            source.apply("hmac.id-header")),
        new EventSettings(
            source.apply("event.id"), source.apply("event.type"), source.apply("event.created")),
        isQueue(dispatch));
  }

  /** The same with these secrets in addition. */
  public SourceSettings withSecrets(List<String> more) {
    return new SourceSettings(
        name,
        scheme,
        Stream.concat(secrets.stream(), more.stream()).toList(),
        path,
        tolerance,
        maxBodySize,
        hmac,
        event,
        queued);
  }

  /** Whether events that are sent to that endpoint are kept there until they are handled. */
  public static boolean isQueue(@Nullable String dispatch) {
    return dispatch != null && !dispatch.startsWith("direct:");
  }

  /** The environment variable with the secret of the source of that name. */
  public static String secretVariable(String source) {
    return source.toUpperCase(Locale.ROOT).replace('-', '_') + "_WEBHOOK_SECRET";
  }

  /** The path of the source of that name, if nobody has said another. */
  public static String defaultPath(String source) {
    return "/webhooks/" + source;
  }

  /**
   * The source with these settings.
   *
   * @throws InvalidSettingException if one of them cannot be used
   */
  public WebhookSource toSource() {
    InvalidSettingException.unless(
        NAME.matcher(name).matches(),
        prefix(),
        "named by lower-case letters, digits and hyphens",
        "'" + name + "'");
    String usedPath = Objects.requireNonNullElse(path, defaultPath(name));
    InvalidSettingException.unless(
        PATH.matcher(usedPath).matches(),
        prefix() + ".path",
        "a path such as " + defaultPath(name),
        "'" + usedPath + "'");
    InvalidSettingException.unless(
        tolerance.compareTo(Duration.ofSeconds(1)) >= 0,
        prefix() + ".tolerance",
        "at least 1000 ms",
        tolerance);
    InvalidSettingException.unless(
        maxBodySize > 0 && maxBodySize <= LARGEST_BODY,
        prefix() + ".max-body-size",
        "from 1B to " + (LARGEST_BODY >> 20) + "MB",
        maxBodySize + "B");
    Sender sender = sender();
    return new WebhookSource(
        name,
        usedPath,
        sender,
        verifier(sender),
        new EnvelopeReader(sender.layout()),
        (int) maxBodySize,
        queued);
  }

  /**
   * How the sender signs and lays out events.
   *
   * @throws InvalidSettingException if the settings do not tell
   */
  public Sender sender() {
    String used = Objects.requireNonNullElse(scheme, name);
    Sender sender;
    if (used.equals(HmacSettings.SCHEME)) {
      sender = hmac.toSender(prefix());
    } else {
      hmac.refuse(prefix(), used);
      sender = Sender.named(used);
    }
    if (sender == null) {
      throw new InvalidSettingException(
          prefix()
              + ".scheme must be one of "
              + String.join(", ", Sender.names())
              + ", "
              + HmacSettings.SCHEME
              + ", not '"
              + used
              + "'",
          "Change " + prefix() + ".scheme.");
    }
    EnvelopeLayout layout = sender.layout();
    return new Sender(
        sender.scheme(),
        new EnvelopeLayout(
            places("id", event.id(), layout.id()),
            places("type", event.type(), layout.type()),
            places("created", event.created(), layout.created())),
        sender.challenge());
  }

  private List<Place> places(String part, @Nullable String text, List<Place> ofTheScheme) {
    if (text == null || text.isBlank()) {
      return ofTheScheme;
    }
    try {
      return List.of(Place.parse(text.strip()));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          prefix() + ".event." + part + " must be " + Place.SYNTAX + ", not '" + text + "'",
          "Change " + prefix() + ".event." + part + ".");
    }
  }

  private SignatureVerifier verifier(Sender sender) {
    List<String> given = secrets.stream().filter(secret -> !secret.isBlank()).distinct().toList();
    String variable = secretVariable(name);
    if (given.isEmpty()) {
      throw new InvalidSettingException(
          "The webhook source '"
              + name
              + "' has no secret, so that nothing it receives could be verified.",
          "Set the environment variable "
              + variable
              + " (or "
              + prefix()
              + ".secrets) to the signing secret that the sender shows for this webhook.");
    }
    if (given.stream().anyMatch(secret -> secret.indexOf(REPLACEMENT) >= 0)) {
      throw new InvalidSettingException(
          "A secret of the webhook source '"
              + name
              + "' holds characters that this locale cannot read.",
          "Start with LC_ALL=C.UTF-8, so that " + variable + " is read as UTF-8.");
    }
    try {
      return new SignatureVerifier(
          sender.scheme(), given.stream().map(Secret::of).toList(), tolerance, Clock.systemUTC());
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          "A secret of the webhook source '" + name + "' cannot be used: " + e.getMessage(),
          "Set "
              + variable
              + " (or "
              + prefix()
              + ".secrets) to the secret as the sender shows it.");
    }
  }

  private String prefix() {
    return "webhooks.sources." + name;
  }
}
