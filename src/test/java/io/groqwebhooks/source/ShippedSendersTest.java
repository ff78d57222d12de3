package io.groqwebhooks.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.event.Batch;
import io.groqwebhooks.event.EnvelopeReader;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.VerifiedRequest;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureVerifier;
import io.groqwebhooks.signature.SignedRequest;
import io.groqwebhooks.signature.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each sender whose file is in the jar, by a delivery that was written down from its documented
 * rule, without a look at its file, and is signed here by other means than ours.
 */
class ShippedSendersTest {

  private static final Path DELIVERIES = Path.of("src/test/resources/senders/deliveries.tsv");
  private static final Path FILES = Path.of("src/main/resources/META-INF/groq-webhooks/senders");

  private static final Instant NOW = Instant.ofEpochSecond(1_772_446_530);
  private static final String URL = "https://hooks.example.com/in";
  private static final String ID = "evt_4711";
  private static final String TYPE = "thing.happened";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z0-9]+|h:[A-Za-z-]+)}");
  private static final Set<String> OTHERS = Set.of("amazon-sns", "paypal", "kinde", "wix");

  /** A line of the table. */
  record Line(
      String name,
      String algorithm,
      String key,
      String encoding,
      String signed,
      String headers,
      String time,
      String body,
      String id,
      String type) {

    @Override
    public String toString() {
      return name;
    }
  }

  /** A request. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Delivery(Map<String, String> headers, @Nullable String query, byte[] body)
      implements WebhookRequest {

    Delivery with(byte[] other) {
      return new Delivery(headers, query, other);
    }

    @Override
    public @Nullable String header(String name) {
      return headers.get(name);
    }
  }

  static List<Line> lines() throws IOException {
    return Files.readAllLines(DELIVERIES).stream()
        .skip(1)
        .map(line -> line.split("\t"))
        .map(
            cell ->
                new Line(
                    cell[0], cell[1], cell[2], cell[3], cell[4], cell[5], cell[6], cell[7], cell[8],
                    cell[9]))
        .toList();
  }

  @Test
  void theIndexNamesTheFilesAndEachHasADelivery() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(FILES)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".yaml"))
          .forEach(file -> names.add(file.replace(".yaml", "")));
    }

    assertThat(Files.readAllLines(FILES.resolve("index.txt"))).containsExactlyElementsOf(names);
    Set<String> tested = lines().stream().map(Line::name).collect(Collectors.toSet());
    // Groq's is what every other test delivers.
    tested.add("groq");
    // Those whose keys are fetched, or who sign by tokens that are the body, have a test of their
    // own.
    tested.addAll(OTHERS);
    assertThat(tested).containsAll(names);
  }

  @Test
  void thePageOfKnownSendersListsThem() throws IOException {
    SenderFiles files = SenderFiles.inJar();
    List<String> rows =
        files.names().stream()
            .map(
                name -> {
                  SenderFiles.Described sender = files.described(name);
                  String title =
                      sender.documentation() == null
                          ? sender.title()
                          : "[" + sender.title() + "](" + sender.documentation() + ")";
                  return "| `" + name + "` | " + title + " | " + sender.confidence() + " |";
                })
            .toList();

    assertThat(Files.readAllLines(Path.of("src/site/markdown/known-senders.md")))
        .filteredOn(line -> line.startsWith("| `"))
        .containsExactlyElementsOf(rows);
  }

  private final Map<String, String> values = new TreeMap<>();
  private @Nullable KeyPair pair;
  private byte[] key = new byte[0];

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The secret as an operator would set it; the key is what it means. */
  private String secret(Line line) throws GeneralSecurityException {
    byte[] random = MessageDigest.getInstance("SHA-256").digest(utf8(line.name));
    key = random;
    return switch (line.key) {
      case "base64" -> Base64.getEncoder().encodeToString(random);
      case "hex" -> HexFormat.of().formatHex(random);
      case "whsec" -> "whsec_" + Base64.getEncoder().encodeToString(random);
      case "public" -> {
        boolean ecdsa = line.algorithm.equals("ecdsa-sha256");
        pair = KeyPairGenerator.getInstance(ecdsa ? "EC" : "Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        if (ecdsa) {
          yield Base64.getEncoder().encodeToString(encoded);
        }
        byte[] raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        yield line.encoding.equals("hex")
            ? HexFormat.of().formatHex(raw)
            : Base64.getEncoder().encodeToString(raw);
      }
      case "long" -> {
        key = utf8("a secret of thirty-two bytes and more for " + line.name);
        yield new String(key, StandardCharsets.UTF_8);
      }
      default -> {
        String text = line.algorithm.equals("basic") ? "user:pass word" : "s3cret of " + line.name;
        key = utf8(text);
        yield text;
      }
    };
  }

  private String filled(String template) {
    return PLACEHOLDER.matcher(template).replaceAll(this::value);
  }

  private String value(MatchResult placeholder) {
    String value = values.get(placeholder.group(1));
    return java.util.regex.Matcher.quoteReplacement(value == null ? placeholder.group() : value);
  }

  private Delivery delivery(Line line) throws GeneralSecurityException {
    values.put("id", ID);
    values.put("type", TYPE);
    values.put("url", URL);
    values.put("method", "POST");
    values.put(
        "ts",
        switch (line.time) {
          case "ms" -> Long.toString(NOW.toEpochMilli());
          case "iso" -> NOW.toString();
          case "isons" -> NOW.plusNanos(123_456_789).toString();
          default -> Long.toString(NOW.getEpochSecond());
        });
    values.put("end", Long.toString(NOW.getEpochSecond()));
    String body = filled(line.body);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(utf8(body));
    values.put("sha256hex", HexFormat.of().formatHex(hash));
    values.put("sha256base64", Base64.getEncoder().encodeToString(hash));
    values.put("sha256base64url", Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    values.put(
        "sha512base64",
        Base64.getEncoder()
            .encodeToString(MessageDigest.getInstance("SHA-512").digest(utf8(body))));
    values.put(
        "sha256url",
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf8(URL))));
    values.put("secret", new String(key, StandardCharsets.UTF_8));
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String header : line.headers.split(";", -1)) {
      String[] parts = header.split(": ", 2);
      headers.put(parts[0], parts[1].replace("%3B", ";"));
    }
    headers.forEach((name, template) -> values.put("h:" + name, filled(template)));
    values.put("body", body);
    String signed = filled(line.signed.replace("\\n", "\n"));
    values.put("sig", signature(line, utf8(signed)));
    values.remove("body");
    values.remove("secret");
    headers.replaceAll((name, template) -> filled(template));
    return new Delivery(headers, headers.remove("?"), utf8(filled(body)));
  }

  private String signature(Line line, byte[] content) throws GeneralSecurityException {
    byte[] signature;
    switch (line.algorithm) {
      case "token", "basic" -> signature = key;
      case "sha1", "sha256" ->
          signature =
              MessageDigest.getInstance(line.algorithm.replace("sha", "SHA-")).digest(content);
      case "jwt" -> {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String token =
            encoder.encodeToString(utf8("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"))
                + "."
                + encoder.encodeToString(content);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        signature = utf8(token + "." + encoder.encodeToString(mac.doFinal(utf8(token))));
      }
      case "ed25519", "ecdsa-sha256" -> {
        Signature signer =
            Signature.getInstance(line.algorithm.equals("ed25519") ? "Ed25519" : "SHA256withECDSA");
        assertThat(pair).isNotNull();
        signer.initSign(pair.getPrivate());
        signer.update(content);
        signature = signer.sign();
      }
      default -> {
        String name =
            "Hmac" + line.algorithm.substring("hmac-".length()).toUpperCase(java.util.Locale.ROOT);
        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(key, name));
        signature = mac.doFinal(content);
      }
    }
    return switch (line.encoding) {
      case "hex" -> HexFormat.of().formatHex(signature);
      case "HEX" -> HexFormat.of().withUpperCase().formatHex(signature);
      case "base64" -> Base64.getEncoder().encodeToString(signature);
      case "base64url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
      default -> new String(signature, StandardCharsets.UTF_8);
    };
  }

  private static Sender sender(Line line) {
    Map<String, String> settings =
        Map.of(
            "webhooks.sources.it.scheme",
            line.name,
            "webhooks.sources.it.public-url",
            URL,
            "webhooks.sources.it.accept-unsigned-body",
            "true");
    return Sender.of(
        "it",
        new SettingsReader(settings::get, settings.keySet()).source("it"),
        SenderFiles.inJar());
  }

  private static SignatureVerifier verifier(Sender sender, String secret, Instant now) {
    return new SignatureVerifier(
        sender.scheme(),
        List.of(Secret.of(secret)),
        sender.tolerance(),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void aGenuineDeliveryIsVerifiedAndRead(Line line) throws Exception {
    String secret = secret(line);
    Delivery delivery = delivery(line);
    Sender sender = sender(line);

    SignedRequest request =
        verifier(sender, secret, NOW).read(sender.values(delivery), delivery.body());
    assertThat(verifier(sender, secret, NOW).verify(request)).isEqualTo(Verification.VALID);

    Batch batch = sender.body().batch();
    byte[] json = sender.json(delivery, request);
    VerifiedRequest verified = new VerifiedDelivery(delivery, request);
    EnvelopeReader reader = new EnvelopeReader(sender.layout());
    EventEnvelope event;
    if (batch == null) {
      event = reader.read(json, verified);
    } else {
      Batch.Element element = batch.read(json).get(0);
      event = reader.read(element.body(), element.in(verified));
    }
    if (line.id.equals("-")) {
      assertThat(event.id()).matches("sha256-[0-9a-f]{64}");
    } else if (line.id.equals("*")) {
      assertThat(event.id()).hasSize(36);
    } else {
      assertThat(event.id()).isEqualTo(filled(line.id));
    }
    assertThat(event.type()).isEqualTo(line.type.equals("-") ? "event" : filled(line.type));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void aForgedDeliveryIsRefused(Line line) throws Exception {
    String secret = secret(line);
    Delivery delivery = delivery(line);
    Sender sender = sender(line);
    boolean bodyIsSigned = !line.signed.equals("-") && sender.provesBody();

    byte[] changed = delivery.body().clone();
    changed[changed.length - 2] ^= 1;
    String other =
        line.key.equals("public")
            ? secret(line)
            : line.key.equals("text") || line.key.equals("long")
                ? secret + "x:y"
                : secret(
                    new Line(
                        "another",
                        line.algorithm,
                        line.key,
                        line.encoding,
                        "",
                        "",
                        "",
                        "",
                        "",
                        ""));

    assertThat(verifier(sender, other, NOW).verify(sender.values(delivery), delivery.body()))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
    if (bodyIsSigned) {
      assertThat(
              verifier(sender, secret, NOW).verify(sender.values(delivery.with(changed)), changed))
          .isEqualTo(Verification.SIGNATURE_MISMATCH);
    }
    if (sender.scheme().signedContent().toString().contains("{timestamp}")
        || line.algorithm.equals("jwt")) {
      assertThat(
              verifier(sender, secret, NOW.plus(sender.tolerance()).plusSeconds(1))
                  .verify(sender.values(delivery), delivery.body()))
          .isEqualTo(Verification.TIMESTAMP_TOO_OLD);
    }
    assertThat(verifier(sender, secret, NOW).verify(name -> null, delivery.body()))
        .isNotEqualTo(Verification.VALID);
  }
}
