package io.groqwebhooks.source;

import static java.util.Map.entry;

import io.groqwebhooks.event.Batch;
import io.groqwebhooks.event.BodyLayout;
import io.groqwebhooks.event.EnvelopeLayout;
import io.groqwebhooks.event.FormBody;
import io.groqwebhooks.event.InnerEvent;
import io.groqwebhooks.event.Place;
import io.groqwebhooks.settings.DurationText;
import io.groqwebhooks.settings.HmacSettings;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SenderSettings;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.Suggestion;
import io.groqwebhooks.signature.KeyFormat;
import io.groqwebhooks.signature.PinnedAddress;
import io.groqwebhooks.signature.RemoteKeys;
import io.groqwebhooks.signature.SignatureAlgorithm;
import io.groqwebhooks.signature.SignatureEncoding;
import io.groqwebhooks.signature.SignatureHeaders;
import io.groqwebhooks.signature.SignatureKind;
import io.groqwebhooks.signature.SignatureScheme;
import io.groqwebhooks.signature.SignedContent;
import io.groqwebhooks.signature.TimestampUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Sender} of what its file and a source's settings say. */
final class SenderReader {

  /** The scheme of a sender that has no file. */
  private static final String HMAC = "hmac";

  private static final Duration USUAL_TOLERANCE = Duration.ofMinutes(5);

  private static final Map<String, SignatureAlgorithm> ALGORITHMS =
      Map.ofEntries(
          entry("hmac-sha1", SignatureAlgorithm.HMAC_SHA1),
          entry("hmac-sha256", SignatureAlgorithm.HMAC_SHA256),
          entry("hmac-sha384", SignatureAlgorithm.HMAC_SHA384),
          entry("hmac-sha512", SignatureAlgorithm.HMAC_SHA512),
          entry("ed25519", SignatureAlgorithm.ED25519),
          entry("ecdsa-sha256", SignatureAlgorithm.ECDSA_SHA256),
          entry("rsa-sha1", SignatureAlgorithm.RSA_SHA1),
          entry("rsa-sha256", SignatureAlgorithm.RSA_SHA256),
          entry("rsa-sha512", SignatureAlgorithm.RSA_SHA512),
          entry("sha1", SignatureAlgorithm.SHA1),
          entry("sha256", SignatureAlgorithm.SHA256),
          entry("jwt", SignatureAlgorithm.JWT),
          entry("token", SignatureAlgorithm.TOKEN),
          entry("basic", SignatureAlgorithm.TOKEN));

  private static final Map<String, SignatureEncoding> ENCODINGS =
      Map.of(
          "hex", SignatureEncoding.HEX,
          "base64", SignatureEncoding.BASE64,
          "base64url", SignatureEncoding.BASE64URL);

  private static final Map<String, KeyFormat> KEYS =
      Map.of(
          "text", KeyFormat.TEXT,
          "base64", KeyFormat.BASE64,
          "hex", KeyFormat.HEX,
          "whsec", KeyFormat.STANDARD_SYMMETRIC,
          "public", KeyFormat.PUBLIC,
          "basic", KeyFormat.BASIC);

  private static final Map<String, TimestampUnit> UNITS =
      Map.of(
          "seconds", TimestampUnit.SECONDS,
          "milliseconds", TimestampUnit.MILLISECONDS,
          "iso8601", TimestampUnit.ISO8601,
          "any", TimestampUnit.ANY,
          "none", TimestampUnit.NONE);

  /** What a sender is that nobody has described further. */
  private static final Map<String, String> UNTOLD =
      Map.of(
          "signature.algorithm", "hmac-sha256",
          "event.id", "/id,digest",
          "event.type", "/type",
          "event.created", "/created");

  /** Names from before there was one vocabulary, and what they are called now. */
  private static final Map<String, String> OLD_NAMES =
      Map.of(
          "hmac.header", "signature.header",
          "hmac.prefix", "signature.prefix",
          "hmac.algorithm", "signature.algorithm",
          "hmac.encoding", "signature.encoding",
          "hmac.signed-content", "signature.content",
          "hmac.timestamp-header", "timestamp.header",
          "hmac.id-header", "signature.id-header");

  private static final Map<String, String> OLD_ALGORITHMS =
      Map.of("sha1", "sha1", "sha256", "sha256", "sha512", "sha512");

  private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9.+-]+/[a-z0-9.+-]+");
  static final String JSON = "application/json";
  static final String TEXT = "text/plain";
  private static final String POINTER_SYNTAX = "a JSON pointer such as /signature/token";
  private static final String FIELD = "field:";
  private static final String FIELDS = "fields";
  private static final int MOST_EVENTS = 1000;

  static final Map<String, Boolean> BOOLEANS = Map.of("true", true, "false", false);

  private static final Map<String, BodyLayout.Gzip> GZIP =
      Map.of(
          "refused", BodyLayout.Gzip.REFUSED,
          "compressed", BodyLayout.Gzip.COMPRESSED_IS_SIGNED,
          "plain", BodyLayout.Gzip.PLAIN_IS_SIGNED);

  private static final int LONGEST_ANSWER = 1024;

  private final String name;

  /** The prefix of the settings that an operator would set. */
  private final String prefix;

  private final SenderFacts facts;
  private final @Nullable String publicUrl;

  private SenderReader(String name, String prefix, SenderFacts facts, @Nullable String publicUrl) {
    this.name = name;
    this.prefix = prefix;
    this.facts = facts;
    this.publicUrl = publicUrl;
  }

  /** The words that are known, by the names of the vocabulary. */
  static Map<String, Set<String>> choices() {
    return Map.of(
        "signature.algorithm", ALGORITHMS.keySet(),
        "signature.encoding", ENCODINGS.keySet(),
        "signature.key", KEYS.keySet(),
        "timestamp.unit", UNITS.keySet(),
        "handshake.method", HandshakeReader.METHODS.keySet(),
        "body.gzip", GZIP.keySet(),
        "handshake.signed", HandshakeReader.SIGNED.keySet());
  }

  static Sender ofFile(String name, SenderFiles files) {
    SenderFacts facts = files.find(name);
    if (facts == null) {
      throw unknown(name, files);
    }
    // Whoever wants to verify says what the address is; the rest of the file needs none.
    return new SenderReader(name, "", facts, "https://example.com/").read();
  }

  /** What is wrong with the name of a sender that has no file. */
  static InvalidSettingException unknown(String name, SenderFiles files) {
    return new InvalidSettingException(
        "There is no sender '" + name + "'." + suggestion(name, files), "Correct the name.");
  }

  static Sender ofSource(String source, SourceSettings settings, SenderFiles files) {
    String prefix = SourceSettings.prefix(source);
    String scheme = Objects.requireNonNullElse(settings.scheme(), source);
    SenderFacts said = SenderFacts.ofProperties(prefix, SenderSettings.saidOf(settings));
    if (scheme.equals(HMAC)) {
      SenderFacts all = said.or(oldNames(prefix, settings.hmac()));
      Map<String, String> untold = new TreeMap<>(UNTOLD);
      if (all.text("signature.id-header") != null) {
        untold.put("event.id", "signed-id");
      }
      SenderReader reader =
          new SenderReader(
              scheme,
              prefix,
              all.or(SenderFacts.ofProperties(prefix, untold)),
              settings.publicUrl());
      return reader.provenBody(reader.read(), settings.acceptUnsignedBody());
    }
    if (!settings.hmac().equals(HmacSettings.NONE)) {
      throw new InvalidSettingException(
          prefix + "hmac is set, but the scheme is " + scheme,
          "Set " + prefix + "scheme to hmac, or remove " + prefix + "hmac.");
    }
    SenderFacts file = files.find(scheme);
    if (file == null) {
      throw new InvalidSettingException(
          prefix
              + "scheme must be a sender that is known, or hmac, not '"
              + scheme
              + "'."
              + suggestion(scheme, files),
          "Change " + prefix + "scheme; the command senders lists those that are known.");
    }
    SenderReader reader = new SenderReader(scheme, prefix, said.or(file), settings.publicUrl());
    return reader.provenBody(reader.read(), settings.acceptUnsignedBody());
  }

  /** The sender, unless whoever has seen one delivery could make others, and nobody has agreed. */
  private Sender provenBody(Sender sender, boolean agreed) {
    if (!sender.provesBody() && !agreed) {
      throw new InvalidSettingException(
          "The signature of the sender '"
              + name
              + "' does not prove the body: whoever sees one delivery can send others with its"
              + " signature, as long as that is taken.",
          "Set " + prefix + "accept-unsigned-body to true if you take that on.");
    }
    return sender;
  }

  private static String suggestion(String name, SenderFiles files) {
    return Suggestion.of(name, files.names())
        .map(meant -> " Did you mean " + meant + "?")
        .orElse(files.unread(name));
  }

  private static SenderFacts oldNames(String prefix, HmacSettings hmac) {
    Map<String, String> said = SenderSettings.hmac(hmac);
    SenderFacts old = SenderFacts.ofProperties(prefix, said);
    if (hmac.algorithm() != null) {
      said.put("hmac.algorithm", "hmac-" + old.choice("hmac.algorithm", "sha256", OLD_ALGORITHMS));
    }
    Map<String, SenderFacts.Fact> facts = new TreeMap<>();
    said.forEach(
        (name, text) ->
            facts.put(
                Objects.requireNonNull(OLD_NAMES.get(name)),
                new SenderFacts.Fact(text, prefix + name)));
    return new SenderFacts(facts);
  }

  private Sender read() {
    SignatureScheme scheme = scheme();
    EnvelopeLayout layout = layout();
    BodyLayout body = body(layout.outerFields());
    return new Sender(
        scheme,
        Objects.requireNonNullElse(
            facts.parsed("tolerance", "a duration such as 5m", SenderReader::tolerance),
            USUAL_TOLERANCE),
        body,
        layout,
        new HandshakeReader(prefix, facts).read(),
        answer(),
        onlySigned(scheme),
        places(scheme, body));
  }

  private static Duration tolerance(String text) {
    Duration tolerance = DurationText.parse(text);
    if (tolerance.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("shorter than a second");
    }
    return tolerance;
  }

  private SignatureScheme scheme() {
    List<SignatureKind> kinds = kinds();
    SignedContent content;
    try {
      content = content(facts.text("signature.content", usualContent(kinds.get(0))));
    } catch (IllegalArgumentException e) {
      throw cannotBeUsed(e);
    }
    checkFits(kinds.get(0).algorithm(), content);
    String timestampPrefix = facts.text("timestamp.prefix");
    String separator = facts.raw("signature.separator", "");
    if (timestampPrefix != null && separator.isEmpty()) {
      throw facts.wrong(
          "timestamp.prefix",
          "set together with signature.separator, since the time is an element of that header",
          timestampPrefix);
    }
    try {
      return new SignatureScheme(
          name,
          headers(),
          separator,
          timestampPrefix,
          facts.choice("timestamp.unit", "seconds", UNITS),
          kinds,
          content,
          claims(),
          remoteKeys());
    } catch (IllegalArgumentException e) {
      throw cannotBeUsed(e);
    }
  }

  private InvalidSettingException cannotBeUsed(IllegalArgumentException problem) {
    return new InvalidSettingException(
        facts.where(prefix, "signature.content", "signature.header")
            + " cannot be used: "
            + problem.getMessage(),
        "Let signature.content, timestamp and signature.id-header fit together.");
  }

  /** What would start, and then prove nothing or refuse everything. */
  private void checkFits(SignatureAlgorithm algorithm, SignedContent content) {
    boolean hash = algorithm == SignatureAlgorithm.SHA1 || algorithm == SignatureAlgorithm.SHA256;
    if (hash && !content.usesSecret()) {
      throw facts.wrong(
          "signature.content",
          "one with {secret}, without which anybody can make the hash",
          content.toString());
    }
    boolean rsa =
        algorithm == SignatureAlgorithm.RSA_SHA1
            || algorithm == SignatureAlgorithm.RSA_SHA256
            || algorithm == SignatureAlgorithm.RSA_SHA512;
    if (facts.text("signature.certificate") != null && !rsa) {
      throw facts.wrong(
          "signature.certificate",
          "missing unless signature.algorithm is rsa-sha1, rsa-sha256 or rsa-sha512",
          facts.text("signature.certificate"));
    }
    if (facts.text("timestamp.claim") != null && algorithm != SignatureAlgorithm.JWT) {
      throw facts.wrong(
          "timestamp.claim",
          "missing unless signature.algorithm is jwt",
          facts.text("timestamp.claim"));
    }
  }

  private boolean isBasic() {
    return facts.text("signature.algorithm", "").strip().equals("basic");
  }

  private List<SignatureKind> kinds() {
    List<SignatureKind> kinds = new ArrayList<>();
    List<String> algorithms = facts.list("signature.algorithm");
    for (String each : algorithms.isEmpty() ? List.of("hmac-sha256") : algorithms) {
      SignatureAlgorithm algorithm = ALGORITHMS.get(each);
      if (algorithm == null) {
        throw facts.wrong("signature.algorithm", SenderFacts.oneOf(ALGORITHMS.keySet()), each);
      }
      kinds.add(
          new SignatureKind(
              facts.raw("signature.prefix", isBasic() ? "Basic " : ""),
              algorithm,
              facts.choice("signature.encoding", "hex", ENCODINGS),
              facts.choice("signature.key", isBasic() ? "basic" : usualKey(algorithm), KEYS)));
    }
    String asymmetric = facts.text("signature.asymmetric-prefix");
    if (asymmetric != null) {
      kinds.add(
          new SignatureKind(
              asymmetric,
              SignatureAlgorithm.ED25519,
              SignatureEncoding.BASE64,
              KeyFormat.STANDARD_ASYMMETRIC));
    }
    return kinds;
  }

  private static String usualContent(SignatureKind kind) {
    return switch (kind.algorithm()) {
      case SHA1, SHA256 -> "{body}{secret}";
      default -> "{body}";
    };
  }

  private Map<String, SignedContent> claims() {
    Map<String, SignedContent> claims = new TreeMap<>();
    for (String each : facts.list("signature.claims")) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw facts.wrong("signature.claims", "claims such as body={sha256:body}", each);
      }
      claims.put(each.substring(0, equals), content(each.substring(equals + 1)));
    }
    return claims;
  }

  private @Nullable RemoteKeys remoteKeys() {
    String jwks = facts.text("signature.jwks");
    String certificate = facts.text("signature.certificate");
    if (jwks == null && certificate == null) {
      return null;
    }
    PinnedAddress addresses =
        facts.parsed(
            "signature.certificate-address",
            "a regular expression for whole addresses",
            PinnedAddress::new);
    if (jwks == null && addresses == null) {
      throw facts.wrong(
          "signature.certificate-address", "the addresses that certificates have", "");
    }
    boolean tokens = facts.text("signature.algorithm", "").strip().equals("jwt");
    if (jwks != null && !tokens) {
      throw facts.wrong("signature.jwks", "missing unless signature.algorithm is jwt", jwks);
    }
    return jwks != null
        ? new RemoteKeys(
            facts.parsed("signature.jwks", "an address of https", PinnedAddress::safe), null, null)
        : new RemoteKeys(null, place(String.valueOf(certificate)), addresses);
  }

  /** Headers are called by their names elsewhere. */
  private static String place(String said) {
    return said.startsWith("header:") ? said.substring("header:".length()) : said;
  }

  private static String usualKey(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ED25519, ECDSA_SHA256, RSA_SHA1, RSA_SHA256, RSA_SHA512 -> "public";
      case HMAC_SHA1, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512, SHA1, SHA256, JWT, TOKEN -> "text";
    };
  }

  private List<SignatureHeaders> headers() {
    List<String> signatures = signatures();
    if (signatures.isEmpty()) {
      throw new InvalidSettingException(
          "Of the sender '" + name + "' nobody says which header carries the signature.",
          "Set signature.header to its name, in the sender's file or as "
              + prefix
              + "signature.header.");
    }
    List<String> timestamps = timestamps();
    List<String> ids = headerNames("signature.id-header");
    List<SignatureHeaders> headers = new ArrayList<>();
    for (int i = 0; i < signatures.size(); i++) {
      headers.add(
          new SignatureHeaders(
              signatures.get(i),
              of("timestamp.header", timestamps, i, signatures.size()),
              of("signature.id-header", ids, i, signatures.size())));
    }
    return headers;
  }

  /** Where signatures are: in headers, in a field of the body, or the body itself. */
  private List<String> signatures() {
    if (facts.choice("body.token", "false", BOOLEANS)) {
      return List.of(SignatureHeaders.WHOLE_BODY);
    }
    String field = facts.parsed("signature.field", POINTER_SYNTAX, SenderReader::field);
    if (field != null) {
      return List.of(field);
    }
    return isBasic() && facts.text("signature.header") == null
        ? List.of("Authorization")
        : headerNames("signature.header");
  }

  /** Where the time is: in headers, in a field of the body, or in a token's claim. */
  private List<String> timestamps() {
    String claim = facts.text("timestamp.claim");
    if (claim != null) {
      return List.of(SignatureHeaders.CLAIM + claim.strip());
    }
    String field = facts.parsed("timestamp.field", POINTER_SYNTAX, SenderReader::field);
    return field == null ? headerNames("timestamp.header") : List.of(field);
  }

  private static String field(String pointer) {
    if (!pointer.startsWith("/") || pointer.length() == 1) {
      throw new IllegalArgumentException("no pointer");
    }
    return SignatureHeaders.FIELD + pointer;
  }

  /** The header that belongs to the signature's of that number: its own, or the only one. */
  private @Nullable String of(String fact, List<String> names, int index, int count) {
    if (names.size() <= 1) {
      return names.isEmpty() ? null : names.get(0);
    }
    if (names.size() != count) {
      throw facts.wrong(fact, "one header, or one for each of signature.header", facts.text(fact));
    }
    return names.get(index);
  }

  private List<String> headerNames(String fact) {
    List<String> names = facts.list(fact);
    for (String each : names) {
      if (!Place.HEADER_NAME.matcher(each).matches()) {
        throw facts.wrong(fact, "the name of a header", each);
      }
    }
    return names;
  }

  private SignedContent content(String template) {
    SignedContent content = SignedContent.parse(template.replace("\\n", "\n"));
    if (content.usesUrl() && publicUrl == null) {
      throw new InvalidSettingException(
          "The sender '" + name + "' signs the address that it posts to, and nobody says which.",
          "Set " + prefix + "public-url to the whole address, as the sender knows it.");
    }
    return content;
  }

  private RequestPlaces places(SignatureScheme scheme, BodyLayout body) {
    String digest = facts.text("signature.body-digest");
    boolean signsQuery =
        scheme.places().stream().anyMatch(place -> place.startsWith("query:"))
            || (digest != null && digest.startsWith("query:"));
    if (signsQuery && publicUrl != null && publicUrl.indexOf('?') >= 0) {
      throw new InvalidSettingException(
          prefix + "public-url must be without a query, which the sender adds and signs",
          "Remove the question mark and what is behind it.");
    }
    return new RequestPlaces(
        scheme.places(), body, publicUrl, digest == null ? null : place(digest));
  }

  private boolean onlySigned(SignatureScheme scheme) {
    boolean onlySigned = facts.choice("body.only-signed", "false", BOOLEANS);
    boolean nested =
        scheme.signedPlaces().stream()
            .filter(SignatureHeaders::isInBody)
            .anyMatch(place -> SignatureHeaders.pointer(place).indexOf('/', 1) > 0);
    if (onlySigned && nested) {
      throw facts.wrong("body.only-signed", "false where signed fields are nested", "true");
    }
    return onlySigned;
  }

  private @Nullable AcceptedAnswer answer() {
    String body = facts.raw("answer.body", "");
    if (facts.text("answer.status") == null && facts.text("answer.body") == null) {
      return null;
    }
    if (body.length() > LONGEST_ANSWER) {
      throw facts.wrong("answer.body", "at most " + LONGEST_ANSWER + " characters", "more");
    }
    return new AcceptedAnswer(
        facts.status("answer.status"),
        facts.text("answer.content-type", body.startsWith("{") ? JSON : TEXT),
        body);
  }

  private Set<String> contentTypes() {
    List<String> types = facts.list("body.content-types");
    for (String type : types) {
      if (!MEDIA_TYPE.matcher(type.toLowerCase(Locale.ROOT)).matches()) {
        throw facts.wrong("body.content-types", "media types such as text/plain", type);
      }
    }
    return types.stream()
        .map(type -> type.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  private BodyLayout body(Set<String> outerFields) {
    Integer most =
        facts.parsed(
            "body.max-events",
            "a number from 1 to " + MOST_EVENTS * 100,
            text -> {
              int number = Integer.parseInt(text);
              if (number < 1 || number > MOST_EVENTS * 100) {
                throw new IllegalArgumentException("out of range");
              }
              return number;
            });
    return new BodyLayout(
        contentTypes(),
        form(),
        facts.parsed(
            "body.events",
            Batch.SYNTAX,
            text -> Batch.parse(text, Objects.requireNonNullElse(most, MOST_EVENTS), outerFields)),
        facts.choice("body.gzip", "refused", GZIP),
        facts.parsed(
            "body.inner",
            POINTER_SYNTAX,
            text -> new InnerEvent(SignatureHeaders.pointer(field(text)))),
        facts.choice("body.token", "false", BOOLEANS));
  }

  private @Nullable FormBody form() {
    List<String> said = facts.list("body.form");
    if (said.isEmpty()) {
      return null;
    }
    List<String> jsonFields = new ArrayList<>();
    for (String each : said) {
      if (each.startsWith(FIELD) && each.length() > FIELD.length()) {
        jsonFields.add(each.substring(FIELD.length()));
      } else if (!each.equals(FIELDS)) {
        throw facts.wrong("body.form", "field:<name>, fields, or both", each);
      }
    }
    return new FormBody(
        jsonFields, said.contains(FIELDS), facts.text("signature.content", "").contains("{form}"));
  }

  private EnvelopeLayout layout() {
    boolean integers = facts.choice("event.integers", "true", BOOLEANS);
    return new EnvelopeLayout(
        places("event.id", ":", integers, "/id"),
        places("event.type", ".", integers, "/type"),
        facts.text("event.created") == null
            ? List.of()
            : places("event.created", " ", integers, ""),
        facts.text("event.subject") == null
            ? List.of()
            : places("event.subject", ":", integers, ""));
  }

  private List<Place> places(String fact, String separator, boolean integers, String otherwise) {
    List<Place> places =
        facts.parsed(fact, Place.SYNTAX, text -> Place.parse(text, separator, integers));
    if (places == null) {
      places = Place.parse(otherwise, separator, integers);
    }
    if (!fact.equals("event.subject") && EnvelopeLayout.outerFields(places).findAny().isPresent()) {
      throw facts.wrong(fact, "another place, since outer: is for event.subject", facts.text(fact));
    }
    if (places.contains(new Place.SignedId()) && facts.text("signature.id-header") == null) {
      throw facts.wrong(fact, "another place, since nothing signs an id", facts.text(fact));
    }
    return places;
  }
}
