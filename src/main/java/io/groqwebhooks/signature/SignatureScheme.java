package io.groqwebhooks.signature;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a sender signs, as data: where signature, timestamp and id are, what is signed, by which
 * algorithm and in which encoding. A further sender is another value of this type, not another
 * class. Immutable and safe for use by several threads.
 *
 * @param name the scheme's name in configuration
 * @param headers the headers to look in; of several sets, the first whose signature is there, and
 *     those that differ from it in the signature alone
 * @param separator what separates several signatures in one header; empty if there is only one
 * @param timestampPrefix what precedes the timestamp when it is an element of the signature's
 *     header, such as {@code t=}; null if it has a header of its own, or is not signed
 * @param timestampUnit how the timestamp is written
 * @param kinds the kinds of signatures, at least one
 * @param signedContent what is signed
 * @param claims what the claims of a sender's token have to be, by their names; none if it signs by
 *     no token
 * @param remoteKeys where the sender's keys are, or null if the operator has them
 */
public record SignatureScheme(
    String name,
    List<SignatureHeaders> headers,
    String separator,
    @Nullable String timestampPrefix,
    TimestampUnit timestampUnit,
    List<SignatureKind> kinds,
    SignedContent signedContent,
    Map<String, SignedContent> claims,
    @Nullable RemoteKeys remoteKeys) {

  /** How far the end of a token may be ahead: what is longer valid could outlive the claims. */
  public static final Duration LONGEST_LIFE_OF_TOKENS = Duration.ofDays(1);

  /**
   * @throws IllegalArgumentException if the timestamp or the id has a place but is not signed, or
   *     is signed but has no place, or there is no kind of signature
   */
  public SignatureScheme {
    headers = List.copyOf(headers);
    kinds = List.copyOf(kinds);
    claims = Map.copyOf(claims);
    if (headers.isEmpty() || kinds.isEmpty()) {
      throw new IllegalArgumentException("Scheme '" + name + "' has no signature");
    }
    for (SignatureHeaders set : headers) {
      boolean inBody = SignatureHeaders.isInBody(set.timestamp()) && signedContent.coversBody();
      boolean somewhere = set.timestamp() != null || timestampPrefix != null;
      if (!inBody
          && !SignatureHeaders.isClaim(set.timestamp())
          && somewhere != signedContent.usesTimestamp()) {
        throw new IllegalArgumentException(
            "Scheme '"
                + name
                + (somewhere
                    ? "' has a place for the time, and its signed content has no {timestamp}"
                    : "' signs a {timestamp}, and has no place for it, such as timestamp.header"));
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
        SignedContent.parse(signedContent),
        Map.of(),
        null);
  }

  /**
   * What a request brings for this scheme. Never throws for what a request may hold.
   *
   * @param values gives the value at a place ({@link SignedContent#places()}), or null if there is
   *     none
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
    if (headers.size() > 1) {
      signatures = withOthers(set, signatures, values);
    }
    return new SignedRequest(
        signedContent,
        signatures,
        timestampPrefix == null
            ? value(set.timestamp(), values)
            : SignedRequest.only(signatures, timestampPrefix),
        value(set.id(), values),
        values(signedContent, values),
        body,
        isToken() ? token(signatures) : null,
        claims(values, body),
        remoteKeys == null || remoteKeys.certificate() == null
            ? null
            : values.apply(remoteKeys.certificate()));
  }

  /** With those of the other headers that sign the same, as some senders do with a second key. */
  private List<String> withOthers(
      SignatureHeaders set, List<String> found, Function<String, @Nullable String> values) {
    List<String> all = new ArrayList<>(found);
    for (SignatureHeaders other : headers) {
      if (!other.equals(set)
          && Objects.equals(other.timestamp(), set.timestamp())
          && Objects.equals(other.id(), set.id())) {
        all.addAll(SignedRequest.split(value(other.signature(), values), separator));
      }
    }
    return all;
  }

  /** Whether signatures are signed tokens. */
  public boolean isToken() {
    return kinds.get(0).algorithm() == SignatureAlgorithm.JWT;
  }

  private @Nullable JsonWebToken token(List<String> signatures) {
    String prefix = kinds.get(0).prefix();
    return signatures.size() == 1 && signatures.get(0).startsWith(prefix)
        ? JsonWebToken.parse(signatures.get(0).substring(prefix.length()))
        : null;
  }

  /** What the claims have to be for this request. */
  Map<String, SignedRequest> claims(Function<String, @Nullable String> values, byte[] body) {
    if (claims.isEmpty()) {
      return Map.of();
    }
    Map<String, SignedRequest> contents = new TreeMap<>();
    claims.forEach(
        (claim, content) ->
            contents.put(
                claim,
                new SignedRequest(content, List.of(), "", "", values(content, values), body)));
    return contents;
  }

  private static List<@Nullable String> values(
      SignedContent content, Function<String, @Nullable String> values) {
    if (content.places().isEmpty()) {
      return List.of();
    }
    List<@Nullable String> found = new ArrayList<>();
    for (String place : content.places()) {
      found.add(values.apply(place));
    }
    return found;
  }

  /** Whether a signature proves the whole body. */
  public boolean coversBody() {
    return isToken()
        ? SignatureHeaders.isWholeBody(headers.get(0).signature())
            || claims.values().stream().anyMatch(SignedContent::coversBody)
        : signedContent.coversBody();
  }

  /** Whether a request tells when it was signed, otherwise than by a token's claim. */
  boolean hasTimestamp() {
    return timestampPrefix != null
        || (headers.get(0).timestamp() != null && timestampClaim() == null);
  }

  /** The claim of the token that tells when it was made, or null if the usual ones do. */
  @Nullable String timestampClaim() {
    String place = headers.get(0).timestamp();
    return SignatureHeaders.isClaim(place)
        ? Objects.requireNonNull(place).substring(SignatureHeaders.CLAIM.length())
        : null;
  }

  /** The places of a request whose values are signed. */
  public List<String> signedPlaces() {
    String timestamp = headers.get(0).timestamp();
    return timestamp == null
        ? signedContent.places()
        : Stream.concat(signedContent.places().stream(), Stream.of(timestamp)).toList();
  }

  /** All places of a request that are looked at, in the order of their mention. */
  public List<String> places() {
    return Stream.of(
            headers.stream().flatMap(set -> Stream.of(set.signature(), set.timestamp(), set.id())),
            signedContent.places().stream(),
            claims.values().stream().flatMap(content -> content.places().stream()),
            Stream.of(remoteKeys == null ? null : remoteKeys.certificate()))
        .flatMap(places -> places)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  private static String value(@Nullable String name, Function<String, @Nullable String> values) {
    String value = name == null ? null : values.apply(name);
    return value == null ? "" : value;
  }
}
