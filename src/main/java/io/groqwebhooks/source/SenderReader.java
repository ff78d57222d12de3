package io.groqwebhooks.source;

import io.groqwebhooks.event.Batch;
import io.groqwebhooks.event.BodyLayout;
import io.groqwebhooks.event.EnvelopeLayout;
import io.groqwebhooks.event.FormBody;
import io.groqwebhooks.event.Place;
import io.groqwebhooks.settings.DurationText;
import io.groqwebhooks.settings.HmacSettings;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SenderSettings;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.Suggestion;
import io.groqwebhooks.signature.KeyFormat;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Sender} of what its file and a source's settings say. */
final class SenderReader {

  /** The scheme of a sender that has no file. */
  private static final String HMAC = "hmac";

  private static final Duration USUAL_TOLERANCE = Duration.ofMinutes(5);

  private static final Map<String, SignatureAlgorithm> ALGORITHMS =
      Map.of(
          "hmac-sha1", SignatureAlgorithm.HMAC_SHA1,
          "hmac-sha256", SignatureAlgorithm.HMAC_SHA256,
          "hmac-sha384", SignatureAlgorithm.HMAC_SHA384,
          "hmac-sha512", SignatureAlgorithm.HMAC_SHA512,
          "ed25519", SignatureAlgorithm.ED25519,
          "ecdsa-sha256", SignatureAlgorithm.ECDSA_SHA256,
          "rsa-sha256", SignatureAlgorithm.RSA_SHA256,
          "rsa-sha512", SignatureAlgorithm.RSA_SHA512,
          "token", SignatureAlgorithm.TOKEN,
          "basic", SignatureAlgorithm.TOKEN);

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
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain";
  private static final String FIELD = "field:";
  private static final String FIELDS = "fields";
  private static final int MOST_EVENTS = 1000;

  private static final Map<String, String> METHODS =
      Map.of("GET", "GET", "HEAD", "HEAD", "OPTIONS", "OPTIONS", "POST", "POST");

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
        "handshake.method", METHODS.keySet());
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
      return new SenderReader(
              scheme,
              prefix,
              all.or(SenderFacts.ofProperties(prefix, untold)),
              settings.publicUrl())
          .read();
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
    return new SenderReader(scheme, prefix, said.or(file), settings.publicUrl()).read();
  }

  private static String suggestion(String name, SenderFiles files) {
    return Suggestion.of(name, files.names())
        .map(meant -> " Did you mean " + meant + "?")
        .orElse("");
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
    return new Sender(
        scheme(),
        Objects.requireNonNullElse(
            facts.parsed("tolerance", "a duration such as 5m", SenderReader::tolerance),
            USUAL_TOLERANCE),
        body(),
        layout(),
        handshake());
  }

  private static Duration tolerance(String text) {
    Duration tolerance = DurationText.parse(text);
    if (tolerance.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("shorter than a second");
    }
    return tolerance;
  }

  private SignatureScheme scheme() {
    String algorithmName = facts.text("signature.algorithm", "hmac-sha256").strip();
    SignatureAlgorithm algorithm = facts.choice("signature.algorithm", "hmac-sha256", ALGORITHMS);
    boolean basic = algorithmName.equals("basic");
    KeyFormat keyFormat =
        facts.choice("signature.key", basic ? "basic" : usualKey(algorithm), KEYS);
    List<SignatureKind> kinds = new ArrayList<>();
    kinds.add(
        new SignatureKind(
            facts.raw("signature.prefix", basic ? "Basic " : ""),
            algorithm,
            facts.choice("signature.encoding", "hex", ENCODINGS),
            keyFormat));
    String asymmetric = facts.text("signature.asymmetric-prefix");
    if (asymmetric != null) {
      kinds.add(
          new SignatureKind(
              asymmetric,
              SignatureAlgorithm.ED25519,
              SignatureEncoding.BASE64,
              KeyFormat.STANDARD_ASYMMETRIC));
    }
    try {
      return new SignatureScheme(
          name,
          headers(basic),
          facts.raw("signature.separator", ""),
          facts.text("timestamp.prefix"),
          facts.choice("timestamp.unit", "seconds", UNITS),
          kinds,
          content());
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          facts.where(prefix, "signature.content", "signature.header")
              + " cannot be used: "
              + e.getMessage(),
          "Let signature.content, timestamp and signature.id-header fit together.");
    }
  }

  private static String usualKey(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ED25519, ECDSA_SHA256, RSA_SHA256, RSA_SHA512 -> "public";
      case HMAC_SHA1, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512, TOKEN -> "text";
    };
  }

  private List<SignatureHeaders> headers(boolean basic) {
    List<String> signatures =
        basic && facts.text("signature.header") == null
            ? List.of("Authorization")
            : headerNames("signature.header");
    if (signatures.isEmpty()) {
      throw new InvalidSettingException(
          "Of the sender '" + name + "' nobody says which header carries the signature.",
          "Set " + prefix + "signature.header to its name.");
    }
    List<String> timestamps = headerNames("timestamp.header");
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

  private SignedContent content() {
    String template = facts.text("signature.content", "{body}").replace("\\n", "\n");
    if (template.contains("{url}") && publicUrl == null) {
      throw new InvalidSettingException(
          "The sender '" + name + "' signs the address that it posts to, and nobody says which.",
          "Set " + prefix + "public-url to the whole address, as the sender knows it.");
    }
    return SignedContent.parse(template, publicUrl == null ? Map.of() : Map.of("url", publicUrl));
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

  private BodyLayout body() {
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
            text -> Batch.parse(text, Objects.requireNonNullElse(most, MOST_EVENTS))));
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
    return new FormBody(jsonFields, said.contains(FIELDS));
  }

  private EnvelopeLayout layout() {
    boolean integers = facts.choice("event.integers", "true", Map.of("true", true, "false", false));
    return new EnvelopeLayout(
        places("event.id", ":", integers, "/id"),
        places("event.type", ".", integers, "/type"),
        facts.text("event.created") == null
            ? List.of()
            : places("event.created", " ", integers, ""));
  }

  private List<Place> places(String fact, String separator, boolean integers, String otherwise) {
    List<Place> places =
        facts.parsed(fact, Place.SYNTAX, text -> Place.parse(text, separator, integers));
    if (places == null) {
      places = Place.parse(otherwise, separator, integers);
    }
    if (places.contains(new Place.SignedId()) && facts.text("signature.id-header") == null) {
      throw facts.wrong(fact, "another place, since nothing signs an id", facts.text(fact));
    }
    return places;
  }

  private @Nullable Handshake handshake() {
    boolean said = facts.all().keySet().stream().anyMatch(name -> name.startsWith("handshake."));
    if (!said) {
      return null;
    }
    String method = facts.choice("handshake.method", "POST", METHODS);
    Handshake.Condition when =
        facts.parsed("handshake.when", "a value such as /type=ping", SenderReader::condition);
    if (method.equals("POST") && when == null) {
      throw new InvalidSettingException(
          facts.where(prefix, "handshake.method", "handshake.challenge", "handshake.answer")
              + " describes a POST, and nobody says how it is told from an event.",
          "Set handshake.when, or the method.");
    }
    String answer = facts.raw("handshake.answer", Handshake.USUAL_ANSWER);
    List<String> headers = facts.list("handshake.answer-header");
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1 || !Place.HEADER_NAME.matcher(header.substring(0, colon)).matches()) {
        throw facts.wrong("handshake.answer-header", "headers such as X-Name: {challenge}", header);
      }
    }
    Handshake.Value challenge = value("handshake.challenge");
    boolean showsChallenge = (answer + headers).contains("challenge}");
    if (showsChallenge && challenge == null) {
      throw facts.wrong("handshake.challenge", Handshake.Value.SYNTAX, "");
    }
    Handshake.Value token = value("handshake.token");
    for (Handshake.Value each : values(when, challenge, token)) {
      if (each.isIn(method.equals("POST") ? "query:" : "/")) {
        throw facts.wrong("handshake.method", "one whose requests bring " + each.place(), method);
      }
    }
    if (answer.contains("{hmac-")) {
      checkShowsNoSignature(method);
    }
    return new Handshake(method, when, challenge, token, answer, contentType(answer), headers);
  }

  private static List<Handshake.Value> values(
      Handshake.@Nullable Condition when,
      Handshake.@Nullable Value challenge,
      Handshake.@Nullable Value token) {
    return Stream.of(
            Optional.ofNullable(when).map(Handshake.Condition::value),
            Optional.ofNullable(challenge),
            Optional.ofNullable(token))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Anybody can ask for the HMAC of a challenge, which must not be the signature of an event. */
  private void checkShowsNoSignature(String method) {
    boolean safe =
        facts.text("signature.algorithm", "hmac-sha256").startsWith("hmac-")
            && facts.text("signature.key", "text").equals("text")
            && facts.text("signature.content", "{body}").contains("{body}")
            && (method.equals("POST") || facts.text("body.form") == null);
    if (!safe) {
      throw facts.wrong(
          "handshake.answer",
          "one without an HMAC, unless the sender signs JSON as it is by HMAC with a secret that is"
              + " text",
          facts.text("handshake.answer"));
    }
  }

  private String contentType(String answer) {
    String type = facts.text("handshake.content-type", answer.startsWith("{\"") ? JSON : TEXT);
    if (!type.startsWith(JSON) && !type.startsWith(TEXT)) {
      throw facts.wrong("handshake.content-type", JSON + " or " + TEXT, type);
    }
    return type;
  }

  private Handshake.@Nullable Value value(String fact) {
    return facts.parsed(fact, Handshake.Value.SYNTAX, Handshake.Value::new);
  }

  private static Handshake.Condition condition(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new Handshake.Condition(new Handshake.Value(text), null)
        : new Handshake.Condition(
            new Handshake.Value(text.substring(0, equals)), text.substring(equals + 1));
  }
}
