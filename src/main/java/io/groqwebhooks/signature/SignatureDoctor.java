package io.groqwebhooks.signature;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says why a delivery was refused, by trying what goes wrong in practice, one thing at a time. It
 * shows no secret and no signature. What it finds is for the operator alone: a sender that learnt
 * it could try until it fits. It costs some dozens of verifications. Safe for use by several
 * threads.
 */
public final class SignatureDoctor {

  /**
   * What was found.
   *
   * @param problem what is wrong, as a sentence
   * @param remedy what to change, as a sentence; empty if nothing is wrong
   */
  public record Finding(String problem, String remedy) {

    /** Whether nothing is wrong. */
    public boolean isGenuine() {
      return remedy.isEmpty();
    }
  }

  /** Longer than any delivery waits, and short enough to be subtracted from any time. */
  private static final Duration EVER = Duration.ofDays(36_500);

  /** What stands for the source's name in remedies. */
  public static final String SOURCE = "<source>";

  private final SignatureScheme scheme;
  private final List<Secret> secrets;
  private final Duration tolerance;
  private final Map<String, Secret> others;
  private final Clock clock;
  private @Nullable SignatureVerifier fetching;

  /**
   * A doctor for the deliveries of one source.
   *
   * @param secrets the secrets of the source
   * @param others secrets of other sources, by a name for each
   */
  public SignatureDoctor(
      SignatureScheme scheme,
      List<Secret> secrets,
      Duration tolerance,
      Map<String, Secret> others,
      Clock clock) {
    this.scheme = scheme;
    this.secrets = List.copyOf(secrets);
    this.tolerance = tolerance;
    this.others = Map.copyOf(others);
    this.clock = clock;
  }

  /**
   * Why the delivery is refused.
   *
   * @param headers gives a header's value, or null if it is missing
   * @param bodies what the body may have been when it was signed, by what has happened to it since,
   *     as in {@code was re-indented}
   */
  public Finding examine(
      Function<String, @Nullable String> headers, byte[] body, Map<String, byte[]> bodies) {
    if (secrets.isEmpty() && scheme.remoteKeys() == null) {
      return new Finding(
          "No secret is known here yet.", "Let the sender bring it, or set the source's secret.");
    }
    Verification verification;
    try {
      verification = verifier().verify(headers, body);
    } catch (KeyUnavailableException e) {
      return new Finding(
          "The sender's key is not at hand: " + e.getMessage() + ".",
          "Let this machine reach the host that has it.");
    }
    if (scheme.remoteKeys() != null && verification == Verification.SIGNATURE_MISMATCH) {
      return new Finding(
          "It is signed with a key that is none of the sender's, or something else was signed.",
          "See that nothing in between changes the request"
              + (secrets.isEmpty()
                  ? "."
                  : ", and that the source's secret is what the sender has."));
    }
    SignedRequest request = scheme.read(headers, body);
    return switch (verification) {
      case VALID ->
          new Finding("The signature is genuine, and its time is within the tolerance.", "");
      case SIGNATURE_MISSING ->
          new Finding(
              "There is no " + named(scheme.headers().get(0).signature()) + ".",
              "Let every proxy in between pass it on, or correct the name if the sender has another.");
      case ID_MISSING, HEADER_MISSING ->
          new Finding(
              "A header is missing whose value is signed"
                  + (scheme.headers().get(0).id() == null
                      ? ""
                      : ", perhaps " + scheme.headers().get(0).id())
                  + ".",
              "Let every proxy in between pass it on.");
      case TIMESTAMP_MISSING ->
          new Finding(
              scheme.headers().get(0).timestamp() == null
                  ? "The signature's header has no time in it."
                  : "There is no " + named(scheme.headers().get(0).timestamp()) + ".",
              "Let every proxy in between pass the sender's headers on unchanged.");
      case TIMESTAMP_MALFORMED ->
          new Finding(
              "The time is not written in the unit "
                  + unit(scheme.timestampUnit())
                  + otherUnit(request)
                  + ".",
              set("timestamp.unit", "what the sender writes"));
      case TIMESTAMP_TOO_OLD, TIMESTAMP_IN_FUTURE ->
          scheme.isToken()
              ? new Finding(
                  verification == Verification.TIMESTAMP_TOO_OLD
                      ? "The token is right, but has ended."
                      : "The token is right, but is not valid yet, or for longer than a day.",
                  "Synchronise the clock of this machine (NTP).")
              : stale(headers, body, request);
      case SIGNATURE_MALFORMED -> malformed(headers, body);
      case SIGNATURE_MISMATCH -> mismatch(headers, body, bodies);
    };
  }

  private static String set(String key, String value) {
    return "Set "
        + key
        + " to "
        + value
        + ", in the sender's file or as webhooks.sources."
        + SOURCE
        + "."
        + key
        + ".";
  }

  private static String named(@Nullable String place) {
    String text = String.valueOf(place);
    if (SignatureHeaders.isInBody(text)) {
      return "field " + SignatureHeaders.pointer(text) + " in the body";
    }
    if (SignatureHeaders.isClaim(text)) {
      return "claim " + text.substring(SignatureHeaders.CLAIM.length()) + " in the token";
    }
    return SignatureHeaders.isWholeBody(text) ? "token in the body" : "header " + text;
  }

  private static String unit(TimestampUnit unit) {
    return unit.name().toLowerCase(Locale.ROOT);
  }

  private String otherUnit(SignedRequest request) {
    for (TimestampUnit unit : List.of(TimestampUnit.SECONDS, TimestampUnit.ISO8601)) {
      if (unit != scheme.timestampUnit()
          && unit.seconds(request.timestamp()) != TimestampUnit.MALFORMED) {
        return ", but could be " + unit(unit);
      }
    }
    return "";
  }

  private Finding stale(
      Function<String, @Nullable String> headers, byte[] body, SignedRequest request) {
    long seconds = scheme.timestampUnit().seconds(request.timestamp());
    long now = clock.instant().getEpochSecond();
    for (TimestampUnit unit : List.of(TimestampUnit.SECONDS, TimestampUnit.MILLISECONDS)) {
      long otherwise = unit.seconds(request.timestamp());
      if (unit != scheme.timestampUnit()
          && otherwise != TimestampUnit.MALFORMED
          && Math.abs(now - otherwise) <= tolerance.toSeconds()) {
        return new Finding(
            "The time is in "
                + unit(unit)
                + ", and is read as "
                + unit(scheme.timestampUnit())
                + ".",
            set("timestamp.unit", unit(unit)));
      }
    }
    boolean right =
        scheme.remoteKeys() == null
            && verifier(scheme, secrets, EVER).verify(headers, body) == Verification.VALID;
    String age = DurationWords.of(Duration.ofSeconds(Math.abs(now - seconds)));
    return new Finding(
        (right ? "The signature is right, but its time is " : "The time is ")
            + age
            + (now > seconds ? " old" : " ahead")
            + "; "
            + DurationWords.of(tolerance)
            + " are allowed.",
        "Synchronise the clock of this machine (NTP); a delivery that was kept and sent again later"
            + " has to be signed anew.");
  }

  private Finding malformed(Function<String, @Nullable String> headers, byte[] body) {
    for (SignatureKind other : otherKinds()) {
      if (verifies(with(other), secrets, headers, body)) {
        String encoding = other.encoding().name().toLowerCase(Locale.ROOT);
        return new Finding(
            "The signature is written in "
                + encoding
                + ", with "
                + (other.prefix().isEmpty() ? "no prefix" : "the prefix " + other.prefix())
                + ".",
            set("signature.encoding", encoding)
                + " "
                + set("signature.prefix", "'" + other.prefix() + "'"));
      }
    }
    String prefix = scheme.kinds().get(0).prefix();
    return new Finding(
        "The "
            + named(scheme.headers().get(0).signature())
            + " holds nothing of the form of a signature"
            + (prefix.isEmpty() ? "" : " after " + prefix)
            + ".",
        "Compare it with what the sender's documentation says.");
  }

  /** The kind of signature in another encoding, or with another prefix. */
  private List<SignatureKind> otherKinds() {
    List<SignatureKind> others = new ArrayList<>();
    SignatureKind kind = scheme.kinds().get(0);
    for (SignatureEncoding encoding : SignatureEncoding.values()) {
      for (String prefix :
          List.of(kind.prefix(), "", "sha1=", "sha256=", "sha512=", "v0=", "v1=", "v1,")) {
        others.add(new SignatureKind(prefix, kind.algorithm(), encoding, kind.keyFormat()));
      }
    }
    return others;
  }

  private SignatureScheme with(SignatureKind kind) {
    return with(kind, scheme.signedContent());
  }

  private SignatureScheme with(SignatureKind kind, SignedContent content) {
    return new SignatureScheme(
        scheme.name(),
        scheme.headers(),
        scheme.separator(),
        scheme.timestampPrefix(),
        scheme.timestampUnit(),
        List.of(kind),
        content,
        scheme.claims(),
        scheme.remoteKeys());
  }

  private Finding mismatch(
      Function<String, @Nullable String> headers, byte[] body, Map<String, byte[]> bodies) {
    for (Map.Entry<String, Secret> other : others.entrySet()) {
      if (verifies(scheme, List.of(other.getValue()), headers, body)) {
        return new Finding(
            "It is signed with the secret of " + other.getKey() + ".",
            "Let the sender post to that source, or give this one that secret.");
      }
    }
    for (Secret secret : secrets) {
      for (Map.Entry<String, Secret> variant : variants(secret).entrySet()) {
        if (verifies(scheme, List.of(variant.getValue()), headers, body)) {
          return new Finding(
              "The secret " + variant.getKey() + ".", "Set it exactly as the sender shows it.");
        }
      }
    }
    SignatureKind kind = scheme.kinds().get(0);
    // A stranger who knows a public key must not get it taken for a shared secret.
    for (KeyFormat format :
        kind.keyFormat() == KeyFormat.PUBLIC
            ? List.<KeyFormat>of()
            : List.of(
                KeyFormat.TEXT, KeyFormat.BASE64, KeyFormat.HEX, KeyFormat.STANDARD_SYMMETRIC)) {
      SignatureScheme other =
          with(new SignatureKind(kind.prefix(), kind.algorithm(), kind.encoding(), format));
      if (format != kind.keyFormat() && verifies(other, secrets, headers, body)) {
        String word =
            format == KeyFormat.STANDARD_SYMMETRIC
                ? "whsec"
                : format.name().toLowerCase(Locale.ROOT);
        return new Finding(
            "The secret is read in another way than the sender's: it is " + word + ".",
            set("signature.key", word));
      }
    }
    for (Map.Entry<String, byte[]> changed : changes(body, bodies).entrySet()) {
      if (verifies(scheme, secrets, headers, changed.getValue())) {
        return new Finding(
            "The body " + changed.getKey() + " after it was signed.",
            "Let every proxy, gateway or framework in between pass the body on byte by byte.");
      }
    }
    for (String content : usualContents()) {
      SignatureScheme other = with(kind, SignedContent.parse(content));
      if (verifies(other, secrets, headers, body)) {
        return new Finding(
            "The sender signs " + content + ", and not " + scheme.signedContent() + ".",
            set("signature.content", content));
      }
    }
    return new Finding(
        "It is signed with a secret that is none of this source's, or something else was signed"
            + " than "
            + scheme.signedContent().toString().replace("\n", "\\n")
            + ".",
        "Copy the secret of just this webhook from the sender once more, compare signature.content"
            + " with what the sender says, and see that nothing in between changes the body.");
  }

  /** What senders usually sign that tell as much as this one does. */
  private List<String> usualContents() {
    if (scheme.isToken() || scheme.signedContent().usesSecret()) {
      return List.of();
    }
    if (scheme.signedContent().usesId()) {
      return List.of("{id}.{timestamp}.{body}", "{id}.{body}", "{timestamp}.{id}.{body}").stream()
          .filter(content -> content.contains("{timestamp}") == scheme.hasTimestamp())
          .toList();
    }
    return scheme.signedContent().usesTimestamp()
        ? List.of(
            "{timestamp}.{body}",
            "{timestamp}{body}",
            "{timestamp}:{body}",
            "v0:{timestamp}:{body}",
            "{body}.{timestamp}",
            "{body}{timestamp}")
        : List.of("{body}", "{sha256:body}", "{base64:body}");
  }

  private static Map<String, Secret> variants(Secret secret) {
    String text = secret.withoutPrefix();
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("has white space around it", text.strip());
    texts.put("has quotation marks around it", unquoted(text.strip()));
    texts.put("has lost a line end that the sender signs with", text + "\n");
    texts.put("has lost its prefix", "whsec_" + text);
    texts.put("has a prefix too many", text.replaceFirst("^[a-z]+_", ""));
    Map<String, Secret> variants = new LinkedHashMap<>();
    texts.forEach(
        (what, variant) -> {
          if (!variant.isBlank() && !variant.equals(text)) {
            variants.put(what, Secret.of(variant));
          }
        });
    return variants;
  }

  private static String unquoted(String text) {
    boolean quoted =
        text.length() > 2
            && (text.startsWith("\"") || text.startsWith("'"))
            && text.charAt(0) == text.charAt(text.length() - 1);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  private static Map<String, byte[]> changes(byte[] body, Map<String, byte[]> more) {
    Map<String, byte[]> changes = new LinkedHashMap<>();
    String text = new String(body, StandardCharsets.ISO_8859_1);
    changes.put("has lost a line end (LF)", latin1(text + "\n"));
    changes.put("has lost a line end (CR LF)", latin1(text + "\r\n"));
    changes.put("has got white space at its end", latin1(text.stripTrailing()));
    changes.put(
        "has got LF in place of CR LF", latin1(text.replace("\r\n", "\n").replace("\n", "\r\n")));
    changes.put("has got CR LF in place of LF", latin1(text.replace("\r\n", "\n")));
    changes.putAll(more);
    changes.values().removeIf(changed -> Arrays.equals(changed, body));
    return changes;
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether the signature is right, whenever it was made. */
  private boolean verifies(
      SignatureScheme other,
      List<Secret> keys,
      Function<String, @Nullable String> headers,
      byte[] body) {
    List<Secret> usable = new ArrayList<>();
    for (Secret key : keys) {
      try {
        verifier(other, List.of(key), EVER);
        usable.add(key);
      } catch (IllegalArgumentException e) {
        // It is no key in this way of reading it.
      }
    }
    return !usable.isEmpty()
        && verifier(other, usable, EVER).verify(headers, body) == Verification.VALID;
  }

  /** The verifier of the source's own secrets. One that fetches keys has to remember them. */
  private synchronized SignatureVerifier verifier() {
    if (scheme.remoteKeys() == null) {
      return verifier(scheme, secrets, tolerance);
    }
    if (fetching == null) {
      fetching = new SignatureVerifier(scheme, secrets, tolerance, clock);
    }
    return fetching;
  }

  private SignatureVerifier verifier(SignatureScheme other, List<Secret> keys, Duration allowed) {
    Instant now = clock.instant();
    return new SignatureVerifier(other, keys, allowed, Clock.fixed(now, ZoneOffset.UTC));
  }
}
