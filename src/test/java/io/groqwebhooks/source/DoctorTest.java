package io.groqwebhooks.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureDoctor.Finding;
import io.groqwebhooks.signature.SignatureSigner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing that goes wrong in practice is told by its name. */
class DoctorTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_772_446_530);
  private static final String SECRET = "whsec_c2VjcmV0IG9mIHN0cmlwZQ";
  private static final String BODY = "{\"a\":\"é/x\",\"b\":[1,2]}";

  private final Map<String, String> properties = new TreeMap<>();
  private final StringBuilder told = new StringBuilder();

  private String diagnosis(String source, Map<String, String> headers, String body) {
    properties.putIfAbsent("webhooks.sources." + source + ".secrets", SECRET);
    SettingsReader reader = new SettingsReader(properties::get, properties.keySet());
    Map<String, List<Secret>> others = new TreeMap<>();
    reader.read().sources().forEach((name, settings) -> others.put(name, settings.secrets()));
    others.remove(source);
    Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);
    Finding finding =
        new Doctor(
                source,
                Sender.of(source, reader.source(source), SenderFiles.inJar()),
                () -> reader.source(source).secrets(),
                () -> others,
                SenderFiles.inJar(),
                Clock.fixed(NOW, ZoneOffset.UTC))
            .examine(
                new WebhookRequest() {
                  @Override
                  public @Nullable String header(String name) {
                    return anyCase.get(name);
                  }

                  @Override
                  public @Nullable String query() {
                    return null;
                  }

                  @Override
                  public byte[] body() {
                    return body.getBytes(StandardCharsets.UTF_8);
                  }
                });
    told.append(finding.problem()).append(finding.remedy());
    return finding.problem();
  }

  private static Map<String, String> signed(String sender, String secret, String body) {
    return signed(sender, secret, body, NOW);
  }

  private static Map<String, String> signed(
      String sender, String secret, String body, Instant time) {
    return new SignatureSigner(Sender.named(sender).scheme(), Secret.of(secret))
        .sign("evt_1", body.getBytes(StandardCharsets.UTF_8), time);
  }

  @AfterEach
  void nothingThatHelpsAForgerIsTold() {
    assertThat(told).isNotEmpty();
    assertThat(told.toString()).doesNotContain("c2VjcmV0", "foreign", "v1=");
  }

  @Test
  void aGenuineDelivery() {
    assertThat(diagnosis("stripe", signed("stripe", SECRET, BODY), BODY))
        .startsWith("The signature is genuine");
  }

  @Test
  void theSecretOfAnotherSource() {
    properties.put("webhooks.sources.test.scheme", "stripe");
    properties.put("webhooks.sources.test.secrets", "foreign");
    assertThat(diagnosis("stripe", signed("stripe", "foreign", BODY), BODY))
        .isEqualTo("It is signed with the secret of source test.");
  }

  @ParameterizedTest
  @CsvSource({
    "' ', '', The secret has white space around it.",
    "'\"', '\"', The secret has quotation marks around it.",
    "'x_', '', The secret has a prefix too many."
  })
  void aSecretThatWasCopiedBadly(String before, String after, String problem) {
    properties.put("webhooks.sources.github.secrets[0]", before + "plain" + after);
    assertThat(diagnosis("github", signed("github", "plain", BODY), BODY)).isEqualTo(problem);
  }

  @Test
  void aSecretThatIsReadOtherwise() {
    byte[] key = "sixteen bytes...".getBytes(StandardCharsets.UTF_8);
    properties.put("webhooks.sources.github.secrets", Base64.getEncoder().encodeToString(key));
    assertThat(diagnosis("github", signed("github", "sixteen bytes...", BODY), BODY))
        .isEqualTo("The secret is read in another way than the sender's: it is base64.");
    properties.put("webhooks.sources.github.secrets", HexFormat.of().formatHex(key));
    assertThat(diagnosis("github", signed("github", "sixteen bytes...", BODY), BODY))
        .isEqualTo("The secret is read in another way than the sender's: it is hex.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':1}\\n|{'a':1}|has lost a line end (LF)",
        "{'a':1}\\r\\n|{'a':1}|has lost a line end (CR LF)",
        "{'a':1}|{'a':1}\\n|has got white space at its end",
        "{\\r\\n'a':1}|{\\n'a':1}|has got LF in place of CR LF",
        "{'a':1}|{ 'a' : 1 }|was indented",
        "{\\n  'a' : 1\\n}|{'a':1}|has lost its indentation",
        "{'a':'\\u00E9'}|{'a':'é'}|has lost its escapes (\\u...)",
        "{'a':'x\\/y'}|{'a':'x/y'}|has lost the escapes of its slashes (\\/)"
      })
  void aBodyThatSomethingInBetweenHasChanged(String sent, String came, String problem) {
    String before = sent.replace("\\n", "\n").replace("\\r", "\r").replace('\'', '"');
    String after = came.replace("\\n", "\n").replace("\\r", "\r").replace('\'', '"');
    assertThat(diagnosis("stripe", signed("stripe", SECRET, before), after))
        .isEqualTo("The body " + problem + " after it was signed.");
  }

  @Test
  void aFormThatWasDecoded() {
    properties.put("webhooks.sources.github.secrets", SECRET);
    Map<String, String> headers = signed("github", SECRET, "{\"a\":1}");
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    assertThat(diagnosis("github", headers, "payload=%7B%22a%22%3A1%7D"))
        .isEqualTo("The body was put into a form after it was signed.");
  }

  @Test
  void headersOfAnotherSender() {
    assertThat(diagnosis("stripe", signed("github", SECRET, BODY), BODY))
        .isEqualTo(
            "There is no header Stripe-Signature, but one of the sender facebook, github, instagram,"
                + " messenger or threads.");
    assertThat(diagnosis("stripe", Map.of("x", "y"), BODY))
        .isEqualTo("There is no header Stripe-Signature.");
  }

  @Test
  void aTimeThatIsOff() {
    assertThat(diagnosis("stripe", signed("stripe", SECRET, BODY, NOW.minusSeconds(7200)), BODY))
        .isEqualTo("The signature is right, but its time is 2 hours old; 5 minutes are allowed.");
    assertThat(diagnosis("stripe", signed("stripe", "foreign", BODY, NOW.plusSeconds(3600)), BODY))
        .isEqualTo("The time is 60 minutes ahead; 5 minutes are allowed.");
    Map<String, String> headers = signed("slack", SECRET, BODY);
    headers.put("X-Slack-Request-Timestamp", NOW.toEpochMilli() + "");
    assertThat(diagnosis("slack", headers, BODY))
        .isEqualTo("The time is in milliseconds, and is read as seconds.");
    headers.put("X-Slack-Request-Timestamp", NOW.toString());
    assertThat(diagnosis("slack", headers, BODY))
        .isEqualTo("The time is not written in the unit seconds, but could be iso8601.");
  }

  @Test
  void aSignatureOfAnotherForm() {
    Map<String, String> headers = signed("github", SECRET, BODY);
    headers.replaceAll((name, value) -> value.replace("sha256=", ""));
    properties.put("webhooks.sources.github.secrets", SECRET);
    assertThat(diagnosis("github", headers, BODY))
        .isEqualTo("The signature is written in hex, with no prefix.");
    assertThat(diagnosis("github", Map.of("X-Hub-Signature-256", "sha256=zz"), BODY))
        .isEqualTo(
            "The header X-Hub-Signature-256 holds nothing of the form of a signature after sha256=.");
  }

  @Test
  void anotherContentThanTheFileSays() {
    properties.put("webhooks.sources.stripe.signature.content", "{timestamp}{body}");
    assertThat(diagnosis("stripe", signed("stripe", SECRET, BODY), BODY))
        .isEqualTo("The sender signs {timestamp}.{body}, and not {timestamp}{body}.");
  }

  /** Whoever follows such advice would believe what anybody can make. */
  @Test
  void aStrangerCannotHaveAWeakerCheckAdvised() throws Exception {
    properties.put("webhooks.sources.hubspot-v1.secrets", SECRET);
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(BODY.getBytes(StandardCharsets.UTF_8)));
    assertThat(diagnosis("hubspot-v1", Map.of("X-HubSpot-Signature", hash), BODY))
        .startsWith("It is signed with a secret that is none of this source's");
  }

  @Test
  void whatCannotBeTold() {
    assertThat(diagnosis("stripe", signed("stripe", "foreign", BODY), BODY))
        .startsWith(
            "It is signed with a secret that is none of this source's, or something else was signed than {timestamp}.{body}.");
  }
}
