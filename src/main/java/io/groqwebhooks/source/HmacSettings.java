package io.groqwebhooks.source;

import io.groqwebhooks.event.EnvelopeLayout;
import io.groqwebhooks.event.Place;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.signature.SignatureAlgorithm;
import io.groqwebhooks.signature.SignatureEncoding;
import io.groqwebhooks.signature.SignatureHeaders;
import io.groqwebhooks.signature.SignatureKind;
import io.groqwebhooks.signature.SignatureScheme;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the scheme {@code hmac}, for a sender that no other scheme fits; null is what
 * nobody has set. Immutable.
 *
 * @param header the header with the signature; there is no default
 * @param prefix what stands before the signature, such as {@code sha256=}; by default nothing
 * @param algorithm {@code sha256}, the default, {@code sha512} or {@code sha1}
 * @param encoding {@code hex}, the default, or {@code base64}
 * @param signedContent what is signed, as a template of {id}, {timestamp} and {body}; by default
 *     the body alone
 * @param timestampHeader the header with the time of signing in Unix seconds, if that is signed
 * @param idHeader the header with the event's id, if that is signed
 */
public record HmacSettings(
    @Nullable String header,
    @Nullable String prefix,
    @Nullable String algorithm,
    @Nullable String encoding,
    @Nullable String signedContent,
    @Nullable String timestampHeader,
    @Nullable String idHeader) {

  /** The scheme that these settings are for. */
  public static final String SCHEME = "hmac";

  /** Nothing is set. */
  public static final HmacSettings NONE =
      new HmacSettings(null, null, null, null, null, null, null);

  private static final Map<String, SignatureAlgorithm> ALGORITHMS =
      Map.of(
          "sha1", SignatureAlgorithm.HMAC_SHA1,
          "sha256", SignatureAlgorithm.HMAC_SHA256,
          "sha512", SignatureAlgorithm.HMAC_SHA512);

  private static final Map<String, SignatureEncoding> ENCODINGS =
      Map.of("hex", SignatureEncoding.HEX, "base64", SignatureEncoding.BASE64);

  /** Refuses these settings for a source of another scheme, where they would do nothing. */
  void refuse(String source, String scheme) {
    if (!equals(NONE)) {
      throw new InvalidSettingException(
          source + ".hmac is set, but the scheme is " + scheme,
          "Set " + source + ".scheme to " + SCHEME + ", or remove " + source + ".hmac.");
    }
  }

  Sender toSender(String source) {
    String settings = source + ".hmac.";
    checkHeader(settings + "timestamp-header", timestampHeader);
    checkHeader(settings + "id-header", idHeader);
    if (header == null || header.isBlank()) {
      throw new InvalidSettingException(
          "The scheme of " + source + " is " + SCHEME + ", and " + settings + "header is not set.",
          "Set it to the name of the header that carries the signature.");
    }
    checkHeader(settings + "header", header);
    SignatureKind kind =
        new SignatureKind(
            Objects.requireNonNullElse(prefix, ""),
            choice(settings + "algorithm", algorithm, "sha256", ALGORITHMS),
            choice(settings + "encoding", encoding, "hex", ENCODINGS));
    SignatureScheme scheme;
    try {
      scheme =
          SignatureScheme.of(
              SCHEME,
              new SignatureHeaders(header, timestampHeader, idHeader),
              kind,
              Objects.requireNonNullElse(signedContent, "{body}"));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          settings + "signed-content cannot be used: " + e.getMessage(),
          "Change "
              + settings
              + "signed-content, "
              + settings
              + "timestamp-header or "
              + settings
              + "id-header.");
    }
    return new Sender(scheme, layout(), null);
  }

  private EnvelopeLayout layout() {
    return new EnvelopeLayout(
        idHeader == null
            ? List.of(Place.parse("/id"), new Place.ContentDigest())
            : List.of(new Place.SignedId()),
        List.of(Place.parse("/type")),
        List.of(Place.parse("/created")));
  }

  private static void checkHeader(String property, @Nullable String name) {
    InvalidSettingException.unless(
        name == null || Place.HEADER_NAME.matcher(name).matches(),
        property,
        "the name of a header",
        "'" + name + "'");
  }

  private static <T> T choice(
      String property, @Nullable String text, String otherwise, Map<String, T> choices) {
    String chosen = Objects.requireNonNullElse(text, otherwise);
    T choice = choices.get(chosen);
    if (choice == null) {
      throw new InvalidSettingException(
          property
              + " must be one of "
              + String.join(", ", choices.keySet().stream().sorted().toList())
              + ", not '"
              + chosen
              + "'",
          "Change " + property + ".");
    }
    return choice;
  }
}
