package io.groqwebhooks.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a sender signs, as data: where signature, timestamp and id are, what is signed, by which
 * algorithm and in which encoding. A further sender is another value of this type, not another
 * class. Immutable and safe for use by several threads.
 *
 * @param name the scheme's name in configuration
 * @param headers the headers to look in; of several sets, the first whose signature is there
 * @param separator what separates several signatures in one header; empty if there is only one
 * @param timestampPrefix what precedes the timestamp when it is an element of the signature's
 *     header, such as {@code t=}; null if it has a header of its own, or is not signed
 * @param timestampUnit how the timestamp is written
 * @param kinds the kinds of signatures, at least one
 * @param signedContent what is signed
 */
public record SignatureScheme(
    String name,
    List<SignatureHeaders> headers,
    String separator,
    @Nullable String timestampPrefix,
    TimestampUnit timestampUnit,
    List<SignatureKind> kinds,
    SignedContent signedContent) {

  /**
   * @throws IllegalArgumentException if the timestamp or the id has a place but is not signed, or
   *     is signed but has no place, or there is no kind of signature
   */
  public SignatureScheme {
    headers = List.copyOf(headers);
    kinds = List.copyOf(kinds);
    if (headers.isEmpty() || kinds.isEmpty()) {
      throw new IllegalArgumentException("Scheme '" + name + "' has no signature");
    }
    for (SignatureHeaders set : headers) {
      if ((set.timestamp() != null || timestampPrefix != null) != signedContent.usesTimestamp()) {
        throw new IllegalArgumentException(
            "Scheme '"
                + name
                + "' must have a timestamp header if, and only if, its signed content has {timestamp}");
      }
      if ((set.id() != null) != signedContent.usesId()) {
        throw new IllegalArgumentException(
            "Scheme '"
                + name
                + "' must have an id header if, and only if, its signed content has {id}");
      }
    }
  }

  /** A scheme with one signature in a header of its own. */
  public static SignatureScheme of(
      String name, SignatureHeaders headers, SignatureKind kind, String signedContent) {
    return new SignatureScheme(
        name,
        List.of(headers),
        "",
        null,
        TimestampUnit.SECONDS,
        List.of(kind),
        SignedContent.parse(signedContent));
  }

  /**
   * What a request brings for this scheme. Never throws for what a request may hold.
   *
   * @param values gives a header's value, or null if there is none
   * @param body the body's bytes exactly as they were received
   */
  public SignedRequest read(Function<String, @Nullable String> values, byte[] body) {
    for (SignatureHeaders set : headers) {
      String signature = values.apply(set.signature());
      if (signature != null && !signature.isEmpty()) {
        return read(set, signature, values, body);
      }
    }
    return read(headers.get(0), "", values, body);
  }

  private SignedRequest read(
      SignatureHeaders set,
      String signature,
      Function<String, @Nullable String> values,
      byte[] body) {
    List<String> signatures = SignedRequest.split(signature, separator);
    return new SignedRequest(
        signedContent,
        signatures,
        timestampPrefix == null
            ? value(set.timestamp(), values)
            : SignedRequest.only(signatures, timestampPrefix),
        value(set.id(), values),
        signedContent.headers().isEmpty() ? List.of() : signedValues(values),
        body);
  }

  private List<String> signedValues(Function<String, @Nullable String> values) {
    List<String> found = new ArrayList<>();
    for (String name : signedContent.headers()) {
      String value = values.apply(name);
      if (value != null) {
        found.add(value);
      }
    }
    return found;
  }

  private static String value(@Nullable String name, Function<String, @Nullable String> values) {
    String value = name == null ? null : values.apply(name);
    return value == null ? "" : value;
  }
}
