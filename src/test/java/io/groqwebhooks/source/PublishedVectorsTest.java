package io.groqwebhooks.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureHeaders;
import io.groqwebhooks.signature.SignatureSigner;
import io.groqwebhooks.signature.SignatureVerifier;
import io.groqwebhooks.signature.Verification;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What senders themselves have published with its secret and its signature, in their documentation
 * or in the tests of their libraries, is verified by the senders' files.
 */
class PublishedVectorsTest {

  private static final Path VECTORS = Path.of("src/test/resources/senders/vectors.json");

  /** Those whose way of signing no file can say yet. */
  private static final Set<String> NOT_YET =
      Set.of("messagebird: old scheme, GET, empty body", "adyen: payment item");

  private static final Pattern TIME_IN_SIGNATURE = Pattern.compile("\\bts?=([0-9]+)");

  /** An entry of the file. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Vector(
      String sender,
      String name,
      String secret,
      String signed,
      @Nullable String body,
      String signature,
      Map<String, String> extra) {

    /** Once for each sender that signs so. */
    Stream<Vector> each() {
      return Stream.of(sender.split(" / "))
          .map(each -> each.equals("hubspot") ? each + "-" + name.substring(0, 2) : each)
          .map(each -> new Vector(each, name, secret, signed, body, signature, extra));
    }

    @Override
    public String toString() {
      return sender + ": " + name;
    }

    /** What is posted. */
    String posted() {
      if (body != null) {
        return body;
      }
      return extra.containsKey("fields") ? form() : adyenItem();
    }

    String contentType() {
      return posted().matches("(?s)\\w+=.*")
          ? "application/x-www-form-urlencoded"
          : "application/json";
    }

    /** A value without a name belongs to the field before it. */
    private String form() {
      List<String> fields = new ArrayList<>();
      String name = "";
      for (String field : extra.getOrDefault("fields", "").split(", ", -1)) {
        int equals = field.indexOf('=');
        name = equals < 0 ? name : field.substring(0, equals);
        fields.add(name + "=" + field.substring(equals + 1));
      }
      return String.join("&", fields);
    }

    private String adyenItem() {
      String[] part = signed.split(":", -1);
      return """
      {"live":"false","notificationItems":[{"NotificationRequestItem":{
      "additionalData":{"hmacSignature":"%s"},"pspReference":"%s","originalReference":"%s",
      "merchantAccountCode":"%s","merchantReference":"%s","amount":{"value":%s,"currency":"%s"},
      "eventCode":"%s","success":"%s"}}]}"""
          .formatted(
              signature, part[0], part[1], part[2], part[3], part[4], part[5], part[6], part[7]);
    }

    /** The address, where it is signed: it is what stands before the body or its fields. */
    @Nullable String query() {
      String url = url();
      int mark = url == null ? -1 : url.indexOf('?');
      return url == null || mark < 0 ? null : url.substring(mark + 1);
    }

    @Nullable String url() {
      String head = signed;
      for (String rest : List.of(posted(), sortedFields())) {
        if (!rest.isEmpty() && signed.endsWith(rest)) {
          head = signed.substring(0, signed.length() - rest.length());
        }
      }
      int begin = head.indexOf("http");
      return begin < 0 ? null : head.substring(begin);
    }

    private String sortedFields() {
      Map<String, Set<String>> fields = new TreeMap<>();
      for (String field : posted().split("&", -1)) {
        String[] part = field.split("=", 2);
        if (part.length == 2 && !field.contains("{")) {
          fields
              .computeIfAbsent(part[0], name -> new TreeSet<>())
              .add(URLDecoder.decode(part[1], StandardCharsets.UTF_8));
        }
      }
      return fields.entrySet().stream()
          .flatMap(field -> field.getValue().stream().map(value -> field.getKey() + value))
          .collect(Collectors.joining());
    }

    /** What the sender has written for the time; empty if it is not signed. */
    String time() {
      Matcher inSignature = TIME_IN_SIGNATURE.matcher(signature);
      return extra.entrySet().stream()
          .filter(entry -> entry.getKey().matches("(?i).*timestamp|clock"))
          .map(entry -> entry.getValue().replaceFirst("\\.\\..*", ""))
          .findAny()
          .orElseGet(() -> inSignature.find() ? inSignature.group(1) : "");
    }

    Instant instant() {
      String time = time();
      if (time.contains("T")) {
        return OffsetDateTime.parse(time).toInstant();
      }
      return Instant.ofEpochSecond(time.isEmpty() ? 0 : Long.parseLong(time));
    }

    String id() {
      return extra.getOrDefault("webhook-id", "");
    }
  }

  private static Stream<Vector> all() throws IOException {
    return new ObjectMapper()
        .readValue(VECTORS.toFile(), new TypeReference<List<Vector>>() {}).stream()
            .flatMap(Vector::each);
  }

  static Stream<Vector> verifiable() throws IOException {
    return all().filter(vector -> !NOT_YET.contains(vector.toString()));
  }

  static Stream<Vector> notYetVerifiable() throws IOException {
    return all().filter(vector -> NOT_YET.contains(vector.toString()));
  }

  /**
   * Those that are signed with the secret that verifies them, and whose time a signer can write.
   */
  static Stream<Vector> reproducible() throws IOException {
    return verifiable()
        .filter(
            vector ->
                sender(vector).scheme().kinds().get(0).algorithm().name().startsWith("HMAC")
                    && !vector.time().contains("T"));
  }

  private static Sender sender(Vector vector) {
    String url = vector.url();
    if (url == null) {
      return Sender.named(vector.sender());
    }
    Map<String, String> settings =
        Map.of(
            "webhooks.sources.it.scheme",
            vector.sender(),
            "webhooks.sources.it.public-url",
            // The sender adds the query that the request has.
            Query.before(url),
            "webhooks.sources.it.accept-unsigned-body",
            "true");
    return Sender.of(
        "it",
        new SettingsReader(settings::get, settings.keySet()).source("it"),
        SenderFiles.inJar());
  }

  /** The request's headers, as the sender names those of this set. */
  private static Map<String, String> headers(Vector vector, SignatureHeaders names) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put(names.signature(), vector.signature());
    if (names.timestamp() != null) {
      headers.put(names.timestamp(), vector.time());
    }
    if (names.id() != null) {
      headers.put(names.id(), vector.id());
    }
    return headers;
  }

  /** A request with these headers. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Request(Map<String, String> headers, @Nullable String query, byte[] body)
      implements WebhookRequest {

    @Override
    public @Nullable String header(String name) {
      return headers.get(name);
    }
  }

  private static Verification verify(
      Sender sender, Vector vector, Map<String, String> headers, byte[] body) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    all.put("Content-Type", vector.contentType());
    return new SignatureVerifier(
            sender.scheme(),
            List.of(Secret.of(vector.secret())),
            sender.tolerance(),
            Clock.fixed(vector.instant(), ZoneOffset.UTC))
        .verify(sender.values(new Request(all, vector.query(), body)), body);
  }

  private static Map<String, String> sign(Sender sender, Vector vector) {
    return new SignatureSigner(sender.scheme(), Secret.of(vector.secret()))
        .sign(
            vector.id(),
            utf8(vector.posted()),
            vector.instant(),
            sender.values(
                new Request(
                    Map.of("Content-Type", vector.contentType()),
                    vector.query(),
                    utf8(vector.posted()))));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("verifiable")
  void isVerified(Vector vector) {
    Sender sender = sender(vector);

    for (SignatureHeaders names : sender.scheme().headers()) {
      assertThat(verify(sender, vector, headers(vector, names), utf8(vector.posted())))
          .as("%s", names)
          .isEqualTo(Verification.VALID);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("verifiable")
  void isRefusedWithAnyByteOfTheBodyChanged(Vector vector) {
    Sender sender = sender(vector);
    Map<String, String> headers = headers(vector, sender.scheme().headers().get(0));
    byte[] body = utf8(vector.posted());

    for (int i = 0; i < body.length; i++) {
      byte[] changed = body.clone();
      changed[i] ^= 1;
      assertThat(verify(sender, vector, headers, changed))
          .as("byte %s", i)
          .isNotEqualTo(Verification.VALID);
    }
    assertThat(verify(sender, vector, headers, utf8(vector.posted() + "\n")))
        .isNotEqualTo(Verification.VALID);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reproducible")
  void isWhatWeWouldSign(Vector vector) {
    Sender sender = sender(vector);

    assertThat(sign(sender, vector)).isEqualTo(headers(vector, sender.scheme().headers().get(0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notYetVerifiable")
  void isStillListedWithReason(Vector vector) {
    assertThat(isVerifiedByNow(vector)).as("to be removed from NOT_YET").isFalse();
  }

  private static boolean isVerifiedByNow(Vector vector) {
    try {
      Sender sender = sender(vector);
      Map<String, String> headers = headers(vector, sender.scheme().headers().get(0));
      return verify(sender, vector, headers, utf8(vector.posted())) == Verification.VALID;
    } catch (InvalidSettingException noFile) {
      return false;
    }
  }

  @Test
  void everyVectorThatIsListedIsThere() throws IOException {
    assertThat(notYetVerifiable().map(Vector::toString)).hasSameElementsAs(NOT_YET);
  }
}
