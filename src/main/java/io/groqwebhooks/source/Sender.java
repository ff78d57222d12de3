package io.groqwebhooks.source;

import static io.groqwebhooks.event.Place.field;
import static io.groqwebhooks.event.Place.header;

import io.groqwebhooks.event.Challenge;
import io.groqwebhooks.event.EnvelopeLayout;
import io.groqwebhooks.event.Place;
import io.groqwebhooks.settings.EventSettings;
import io.groqwebhooks.settings.HmacSettings;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.signature.SignatureHeaders;
import io.groqwebhooks.signature.SignatureScheme;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a kind of sender: how it signs, and where it puts the envelope. Immutable.
 *
 * @param scheme how it signs
 * @param layout where the envelope is
 * @param challenge the request by which it makes sure of the receiver, or null if it sends none
 */
public record Sender(SignatureScheme scheme, EnvelopeLayout layout, @Nullable Challenge challenge) {

  private static final Map<String, Sender> KNOWN =
      Stream.of(
              new Sender(SignatureScheme.GROQ, EnvelopeLayout.TOP_LEVEL, null),
              new Sender(
                  SignatureScheme.STANDARD_WEBHOOKS,
                  new EnvelopeLayout(
                      List.of(new Place.SignedId()),
                      List.of(field("type")),
                      List.of(field("timestamp"), field("created_at"))),
                  null),
              new Sender(SignatureScheme.STRIPE, EnvelopeLayout.TOP_LEVEL, null),
              new Sender(
                  SignatureScheme.GITHUB,
                  new EnvelopeLayout(
                      List.of(header("X-GitHub-Delivery")),
                      List.of(header("X-GitHub-Event")),
                      List.of()),
                  null),
              new Sender(
                  SignatureScheme.SLACK,
                  new EnvelopeLayout(
                      List.of(field("event_id")),
                      List.of(field("event", "type"), field("type")),
                      List.of(field("event_time"))),
                  Challenge.URL_VERIFICATION),
              new Sender(
                  SignatureScheme.SHOPIFY,
                  new EnvelopeLayout(
                      // One action of a merchant may send several topics with the same event id.
                      List.of(
                          new Place.Headers(List.of("X-Shopify-Event-Id", "X-Shopify-Topic")),
                          header("X-Shopify-Webhook-Id")),
                      List.of(header("X-Shopify-Topic")),
                      List.of(header("X-Shopify-Triggered-At"))),
                  null),
              new Sender(
                  SignatureScheme.GITLAB,
                  new EnvelopeLayout(
                      List.of(header("Idempotency-Key"), new Place.ContentDigest()),
                      List.of(header("X-Gitlab-Event")),
                      List.of()),
                  null))
          .collect(Collectors.toUnmodifiableMap(Sender::name, Function.identity()));

  /** The sender that uses the scheme of that name, or null if there is none. */
  public static @Nullable Sender named(String scheme) {
    return KNOWN.get(scheme);
  }

  /** The names of the schemes that need no further settings, in order. */
  public static List<String> names() {
    return KNOWN.keySet().stream().sorted().toList();
  }

  /** The headers in which a request may say what the sender calls it. */
  public List<String> idHeaders() {
    return Stream.concat(
            scheme.headers().stream().map(SignatureHeaders::id).filter(Objects::nonNull),
            layout.id().stream().flatMap(place -> place.headers().stream()))
        .toList();
  }

  /** The scheme's name. */
  public String name() {
    return scheme.name();
  }

  /**
   * The sender that a source's settings describe.
   *
   * @throws InvalidSettingException if they do not tell
   */
  public static Sender of(String source, SourceSettings settings) {
    String prefix = SourceSettings.prefix(source);
    String scheme = Objects.requireNonNullElse(settings.scheme(), source);
    Sender sender;
    if (scheme.equals(HmacSender.SCHEME)) {
      sender = HmacSender.of(prefix, settings.hmac());
    } else if (settings.hmac().equals(HmacSettings.NONE)) {
      sender = named(scheme);
    } else {
      throw new InvalidSettingException(
          prefix + "hmac is set, but the scheme is " + scheme,
          "Set " + prefix + "scheme to hmac, or remove " + prefix + "hmac.");
    }
    if (sender == null) {
      throw new InvalidSettingException(
          prefix
              + "scheme must be one of "
              + String.join(", ", names())
              + ", "
              + HmacSender.SCHEME
              + ", not '"
              + scheme
              + "'",
          "Change " + prefix + "scheme.");
    }
    return sender.with(prefix + "event.", settings.event());
  }

  /** The same with those places of the envelope that the settings name. */
  private Sender with(String prefix, EventSettings event) {
    return new Sender(
        scheme,
        new EnvelopeLayout(
            places(prefix + "id", event.id(), layout.id()),
            places(prefix + "type", event.type(), layout.type()),
            places(prefix + "created", event.created(), layout.created())),
        challenge);
  }

  private static List<Place> places(String property, @Nullable String text, List<Place> otherwise) {
    if (text == null || text.isBlank()) {
      return otherwise;
    }
    try {
      return List.of(Place.parse(text.strip()));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          property + " must be " + Place.SYNTAX + ", not '" + text + "'",
          "Change " + property + ".");
    }
  }
}
