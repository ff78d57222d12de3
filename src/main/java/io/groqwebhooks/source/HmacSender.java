package io.groqwebhooks.source;

import io.groqwebhooks.event.EnvelopeLayout;
import io.groqwebhooks.event.Place;
import io.groqwebhooks.settings.HmacSettings;
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

/** Makes a sender of the settings of the scheme {@code hmac}, for one that no other scheme fits. */
final class HmacSender {

  /** The scheme that these settings are for. */
  static final String SCHEME = "hmac";

  private static final Map<String, SignatureAlgorithm> ALGORITHMS =
      Map.of(
          "sha1", SignatureAlgorithm.HMAC_SHA1,
          "sha256", SignatureAlgorithm.HMAC_SHA256,
          "sha512", SignatureAlgorithm.HMAC_SHA512);

  private static final Map<String, SignatureEncoding> ENCODINGS =
      Map.of("hex", SignatureEncoding.HEX, "base64", SignatureEncoding.BASE64);

  private HmacSender() {}

  /**
   * The sender.
   *
   * @param prefix the prefix of the source's properties
   */
  static Sender of(String prefix, HmacSettings hmac) {
    String settings = prefix + "hmac.";
    String source = prefix.substring(0, prefix.length() - 1);
    checkHeader(settings + "timestamp-header", hmac.timestampHeader());
    checkHeader(settings + "id-header", hmac.idHeader());
    String header = hmac.header();
    if (header == null || header.isBlank()) {
      throw new InvalidSettingException(
          "The scheme of " + source + " is " + SCHEME + ", and " + settings + "header is not set.",
          "Set it to the name of the header that carries the signature.");
    }
    checkHeader(settings + "header", header);
    SignatureKind kind =
        new SignatureKind(
            Objects.requireNonNullElse(hmac.prefix(), ""),
            choice(settings + "algorithm", hmac.algorithm(), "sha256", ALGORITHMS),
            choice(settings + "encoding", hmac.encoding(), "hex", ENCODINGS));
    SignatureScheme scheme;
    try {
      scheme =
          SignatureScheme.of(
              SCHEME,
              new SignatureHeaders(header, hmac.timestampHeader(), hmac.idHeader()),
              kind,
              Objects.requireNonNullElse(hmac.signedContent(), "{body}"));
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
    return new Sender(scheme, layout(hmac), null);
  }

  private static EnvelopeLayout layout(HmacSettings hmac) {
    return new EnvelopeLayout(
        hmac.idHeader() == null
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
