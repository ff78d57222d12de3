package io.groqwebhooks.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the envelope of an event out of its verified bytes and request.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class EnvelopeReader {

  /** The longest id in characters. */
  public static final int ID_MAX_LENGTH = 256;

  /** The longest type in characters. */
  public static final int TYPE_MAX_LENGTH = 128;

  /** From here to a hundred times that, numbers are milliseconds of the years 2001 to 5138. */
  private static final long LEAST_MILLISECONDS = 1_000_000_000_000L;

  private static final String DIGEST_PREFIX = "sha256-";

  private final EnvelopeLayout layout;
  private final EnvelopeFields fields;
  private final List<String> headers;

  /** A reader of envelopes that are laid out like that. */
  public EnvelopeReader(EnvelopeLayout layout) {
    this.layout = layout;
    this.fields = new EnvelopeFields(layout);
    this.headers = layout.headers();
  }

  /** The names of the request's headers that are looked at. */
  public List<String> headers() {
    return headers;
  }

  /**
   * Reads the envelope, and proves that the whole body is one valid JSON object in UTF-8 of bounded
   * depth.
   *
   * @throws InvalidEventException if it is not, or id or type is missing or unusable
   */
  public EventEnvelope read(byte[] body, VerifiedRequest request) throws InvalidEventException {
    EnvelopeFields.Values values = fields.read(body);
    return new EventEnvelope(
        required(layout.id(), ID_MAX_LENGTH, values, request),
        required(layout.type(), TYPE_MAX_LENGTH, values, request),
        created(values, request),
        subject(values, request));
  }

  private static String required(
      List<Place> places, int maxLength, EnvelopeFields.Values values, VerifiedRequest request)
      throws InvalidEventException {
    for (Place place : places) {
      String text = text(place, values, request);
      if (text != null) {
        check(place, text, maxLength);
        return text;
      }
    }
    throw new InvalidEventException(places.get(0) + " is missing");
  }

  private static @Nullable String text(
      Place place, EnvelopeFields.Values values, VerifiedRequest request) {
    if (place instanceof Place.Field field) {
      return values.get(field);
    }
    if (place instanceof Place.Header header) {
      return header(header.name(), request);
    }
    if (place instanceof Place.Outer outer) {
      return request.outer(outer.name());
    }
    if (place instanceof Place.Claim claim) {
      return request.claim(claim.name());
    }
    if (place instanceof Place.Joined joined) {
      return joined(joined, values, request);
    }
    if (place instanceof Place.Unique) {
      return UUID.randomUUID().toString();
    }
    if (place instanceof Place.Constant constant) {
      return constant.text();
    }
    return place instanceof Place.SignedId
        ? request.signedId()
        : DIGEST_PREFIX + request.contentDigest();
  }

  private static @Nullable String header(String name, VerifiedRequest request) {
    String value = request.header(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private static @Nullable String joined(
      Place.Joined places, EnvelopeFields.Values values, VerifiedRequest request) {
    StringJoiner joined = new StringJoiner(places.separator());
    for (Place place : places.places()) {
      String value = text(place, values, request);
      if (value == null) {
        return null;
      }
      joined.add(value);
    }
    return joined.toString();
  }

  private static void check(Place place, String text, int maxLength) throws InvalidEventException {
    if (!fits(text, maxLength)) {
      throw new InvalidEventException(place + " must have 1 to " + maxLength + " characters");
    }
    if (!isPrintable(text)) {
      throw new InvalidEventException(place + " holds a control character");
    }
  }

  private static boolean isUsable(String text, int maxLength) {
    return fits(text, maxLength) && isPrintable(text);
  }

  private static boolean fits(String text, int maxLength) {
    return !text.isBlank() && text.length() <= maxLength;
  }

  private static boolean isPrintable(String text) {
    return text.codePoints().noneMatch(EnvelopeReader::isUnprintable);
  }

  /**
   * Characters that could forge a line of a log, reorder a text on screen, or not survive as a
   * header.
   */
  private static boolean isUnprintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /**
   * The first usable subject. It is only passed on, so that one of another kind is not an error.
   */
  private @Nullable String subject(EnvelopeFields.Values values, VerifiedRequest request) {
    for (Place place : layout.subject()) {
      String text = text(place, values, request);
      if (text != null && isUsable(text, ID_MAX_LENGTH)) {
        return text;
      }
    }
    return null;
  }

  private @Nullable Instant created(EnvelopeFields.Values values, VerifiedRequest request) {
    for (Place place : layout.created()) {
      String text = text(place, values, request);
      Instant instant = text == null ? null : instant(text);
      if (instant != null) {
        return instant;
      }
    }
    return null;
  }

  /**
   * Unix seconds, Unix milliseconds or ISO 8601. The time of creation is only passed on, so that a
   * value of another kind is not an error.
   */
  private static @Nullable Instant instant(String text) {
    try {
      if (text.indexOf('-', 1) < 0) {
        long number = Long.parseLong(text);
        return number >= LEAST_MILLISECONDS && number < 100 * LEAST_MILLISECONDS
            ? Instant.ofEpochMilli(number)
            : Instant.ofEpochSecond(number);
      }
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
    } catch (NumberFormatException | DateTimeException e) {
      return null;
    }
  }
}
