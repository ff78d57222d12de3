package io.groqwebhooks.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.groqwebhooks.source.Sender;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemes by test vectors that senders, standards or openssl give. */
class SchemesTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000L);

  private static SignatureVerifier verifier(SignatureScheme scheme, String... secrets) {
    return new SignatureVerifier(
        scheme,
        List.of(secrets).stream().map(Secret::of).toList(),
        Duration.ofMinutes(5),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static Verification verify(
      SignatureVerifier verifier, String body, Map<String, String> headers) {
    return verifier.verify(headers::get, utf8(body));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // GitHub

  /** The values of GitHub's documentation. */
  @Test
  void githubsOwnExampleIsValid() {
    String signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    SignatureVerifier github =
        verifier(Sender.named("github").scheme(), "It's a Secret to Everybody");

    assertThat(verify(github, "Hello, World!", Map.of("X-Hub-Signature-256", signature)))
        .isEqualTo(Verification.VALID);
    assertThat(verify(github, "Hello, World?", Map.of("X-Hub-Signature-256", signature)))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
    assertThat(
            verify(github, "Hello, World!", Map.of("X-Hub-Signature-256", signature.substring(7))))
        .isEqualTo(Verification.SIGNATURE_MALFORMED);
    assertThat(verify(github, "Hello, World!", Map.of("X-Hub-Signature", signature)))
        .isEqualTo(Verification.SIGNATURE_MISSING);
  }

  // Slack

  /** The values of Slack's documentation. */
  @Test
  void slacksOwnExampleIsValidAtItsTime() {
    String body =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
            + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
            + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
            + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    SignatureVerifier slack =
        new SignatureVerifier(
            Sender.named("slack").scheme(),
            List.of(Secret.of("8f742231b10e8888abcd99yyyzzz85a5")),
            Duration.ofMinutes(5),
            Clock.fixed(Instant.ofEpochSecond(1_531_420_618L), ZoneOffset.UTC));

    assertThat(
            verify(
                slack,
                body,
                Map.of(
                    "X-Slack-Request-Timestamp",
                    "1531420618",
                    "X-Slack-Signature",
                    "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")))
        .isEqualTo(Verification.VALID);
  }

  // Shopify

  @Test
  void shopifySignsTheBodyInBase64() {
    // printf '{"id":1}' | openssl dgst -sha256 -hmac hush -binary | base64
    String signature = "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=";
    SignatureVerifier shopify = verifier(Sender.named("shopify").scheme(), "hush");

    assertThat(verify(shopify, "{\"id\":1}", Map.of("X-Shopify-Hmac-Sha256", signature)))
        .isEqualTo(Verification.VALID);
    assertThat(verify(shopify, "{\"id\":2}", Map.of("X-Shopify-Hmac-Sha256", signature)))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
  }

  // GitLab

  @Test
  void gitlabShowsItsToken() {
    SignatureVerifier gitlab = verifier(Sender.named("gitlab").scheme(), "old token", "token é");

    assertThat(verify(gitlab, "{}", Map.of("X-Gitlab-Token", "token é")))
        .isEqualTo(Verification.VALID);
    assertThat(verify(gitlab, "{}", Map.of("X-Gitlab-Token", "old token")))
        .isEqualTo(Verification.VALID);
    for (String wrong : List.of("token", "token é ", " token é", "Token é", "*")) {
      assertThat(verify(gitlab, "{}", Map.of("X-Gitlab-Token", wrong)))
          .isEqualTo(Verification.SIGNATURE_MISMATCH);
    }
    assertThat(verify(gitlab, "{}", Map.of())).isEqualTo(Verification.SIGNATURE_MISSING);
    assertThat(
            new SignatureSigner(Sender.named("gitlab").scheme(), Secret.of("token é"))
                .sign("", utf8("{}"), NOW))
        .containsExactly(entry("X-Gitlab-Token", "token é"));
  }

  // Stripe

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t=1700000000",
        "v1=%s",
        "t=1700000000,v0=%s",
        "t=1700000000;v1=%s",
        "t=1700000000,V1=%s",
        "t=1700000000,t=1700000000,v1=%s",
        "t=,v1=%s",
        "t=1699999000,v1=%s",
        ",,,,,,,,,,,,,,,,,t=1700000000,v1=%s"
      })
  void stripesHeaderNeedsOneTimeAndASignature(String header) {
    SignatureVerifier stripe = verifier(Sender.named("stripe").scheme(), "whsec_x");
    Map<String, String> genuine =
        new SignatureSigner(Sender.named("stripe").scheme(), Secret.of("whsec_x"))
            .sign("", utf8("{}"), NOW);
    String signature = genuine.get("Stripe-Signature").replaceFirst(".*v1=", "");

    assertThat(verify(stripe, "{}", genuine)).isEqualTo(Verification.VALID);
    assertThat(verify(stripe, "{}", Map.of("Stripe-Signature", header.formatted(signature))))
        .isNotEqualTo(Verification.VALID);
  }

  // Standard Webhooks

  @Test
  void svixHeadersAreReadAsASetOfTheirOwn() {
    SignatureVerifier standard =
        verifier(
            Sender.named("standard-webhooks").scheme(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    Map<String, String> signed =
        new SignatureSigner(
                Sender.named("standard-webhooks").scheme(),
                Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
            .sign("msg_1", utf8("{}"), NOW);
    Map<String, String> svix = new HashMap<>();
    signed.forEach((name, value) -> svix.put(name.replace("webhook-", "svix-"), value));

    assertThat(verify(standard, "{}", svix)).isEqualTo(Verification.VALID);
    // A header of the other set is no way to another id.
    svix.put("webhook-id", "msg_2");
    assertThat(standard.read(svix::get, utf8("{}")).id()).isEqualTo("msg_1");
    svix.put("webhook-signature", "v1,");
    assertThat(verify(standard, "{}", svix)).isNotEqualTo(Verification.VALID);
  }

  @Test
  void missingIdIsToldApart() {
    SignatureVerifier standard =
        verifier(
            Sender.named("standard-webhooks").scheme(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    assertThat(
            verify(
                standard,
                "{}",
                Map.of("webhook-timestamp", "1700000000", "webhook-signature", "v1,x")))
        .isEqualTo(Verification.ID_MISSING);
  }

  private static final String PRIVATE_KEY =
      "whsk_"
          + base64(
              "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"
                  + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  private static final String PUBLIC_KEY =
      "whpk_" + base64("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  /** Test 3 of RFC 8032, section 7.1. */
  @Test
  void ed25519AgreesWithItsStandard() {
    SignatureScheme bare =
        SignatureScheme.of(
            "bare",
            new SignatureHeaders("x", null, null),
            new SignatureKind(
                "v1a,",
                SignatureAlgorithm.ED25519,
                SignatureEncoding.BASE64,
                KeyFormat.STANDARD_ASYMMETRIC),
            "{body}");
    byte[] message = {(byte) 0xaf, (byte) 0x82};
    String signature =
        "v1a,"
            + base64(
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                    + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");

    assertThat(new SignatureSigner(bare, Secret.of(PRIVATE_KEY)).sign("", message, NOW))
        .containsExactly(entry("x", signature));
    assertThat(verifier(bare, PUBLIC_KEY).verify(Map.of("x", signature)::get, message))
        .isEqualTo(Verification.VALID);
    assertThat(verifier(bare, PRIVATE_KEY).verify(Map.of("x", signature)::get, message))
        .isEqualTo(Verification.VALID);
    assertThat(verifier(bare, PUBLIC_KEY).verify(Map.of("x", signature)::get, new byte[2]))
        .isEqualTo(Verification.SIGNATURE_MISMATCH);
  }

  @Test
  void symmetricAndAsymmetricSecretsAreValidTogether() {
    String shared = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    SignatureVerifier both =
        verifier(Sender.named("standard-webhooks").scheme(), shared, PUBLIC_KEY);

    for (String secret : List.of(shared, PRIVATE_KEY)) {
      Map<String, String> headers =
          new SignatureSigner(Sender.named("standard-webhooks").scheme(), Secret.of(secret))
              .sign("msg_1", utf8("{}"), NOW);
      assertThat(verify(both, "{}", headers)).isEqualTo(Verification.VALID);
      headers.put("webhook-id", "msg_2");
      assertThat(verify(both, "{}", headers)).isEqualTo(Verification.SIGNATURE_MISMATCH);
    }
  }

  @Test
  void moreSignaturesThanASenderWritesAreNone() {
    String shared = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    for (String secret : List.of(shared, PRIVATE_KEY)) {
      SignatureVerifier verifier =
          verifier(
              Sender.named("standard-webhooks").scheme(),
              secret.equals(shared) ? shared : PUBLIC_KEY);
      int most = secret.equals(shared) ? 5 : 3;
      Map<String, String> headers =
          new SignatureSigner(Sender.named("standard-webhooks").scheme(), Secret.of(secret))
              .sign("msg_1", utf8("{}"), NOW);
      String genuine = String.valueOf(headers.get("webhook-signature"));
      String forged =
          genuine.substring(0, 6)
              + (genuine.charAt(6) == 'A' ? 'B' : 'A')
              + genuine.substring(7)
              + " ";
      headers.put("webhook-signature", forged.repeat(most - 1) + genuine);
      assertThat(verify(verifier, "{}", headers)).isEqualTo(Verification.VALID);
      headers.put("webhook-signature", forged.repeat(most) + genuine);
      assertThat(verify(verifier, "{}", headers)).isEqualTo(Verification.SIGNATURE_MALFORMED);
    }
  }

  @Test
  void onlyWhatIsInOrderOtherwiseIsCostly() {
    SignatureVerifier verifier = verifier(Sender.named("standard-webhooks").scheme(), PUBLIC_KEY);
    Map<String, String> headers =
        new SignatureSigner(Sender.named("standard-webhooks").scheme(), Secret.of(PRIVATE_KEY))
            .sign("msg_1", utf8("{}"), NOW);
    assertThat(verifier.isCostly(verifier.read(headers::get, utf8("{}")))).isTrue();
    headers.put("webhook-timestamp", "1");
    assertThat(verifier.isCostly(verifier.read(headers::get, utf8("{}")))).as("old").isFalse();
    headers.remove("webhook-signature");
    assertThat(verifier.isCostly(verifier.read(headers::get, utf8("{}")))).as("unsigned").isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatACheapKeyProvesIsNotCostly(boolean costly) {
    String shared = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    String signedWith = costly ? "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" : shared;
    SignatureVerifier both =
        verifier(Sender.named("standard-webhooks").scheme(), PUBLIC_KEY, shared);
    Map<String, String> headers =
        new SignatureSigner(Sender.named("standard-webhooks").scheme(), Secret.of(signedWith))
            .sign("msg_1", utf8("{}"), NOW);
    headers.computeIfPresent(
        "webhook-signature", (name, value) -> "v1a," + "A".repeat(86) + "== " + value);
    assertThat(both.isCostly(both.read(headers::get, utf8("{}")))).isEqualTo(costly);
    assertThat(verify(both, "{}", headers))
        .isEqualTo(costly ? Verification.SIGNATURE_MISMATCH : Verification.VALID);
  }

  @Test
  void signatureOfOneKindIsNoneOfAnother() {
    Map<String, String> headers =
        new SignatureSigner(Sender.named("standard-webhooks").scheme(), Secret.of(PRIVATE_KEY))
            .sign("msg_1", utf8("{}"), NOW);
    SignatureVerifier symmetric =
        verifier(
            Sender.named("standard-webhooks").scheme(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    assertThat(verify(symmetric, "{}", headers)).isEqualTo(Verification.SIGNATURE_MALFORMED);
    headers.computeIfPresent("webhook-signature", (name, value) -> value.replace("v1a,", "v1,"));
    assertThat(verify(symmetric, "{}", headers)).isNotEqualTo(Verification.VALID);
    assertThat(
            verify(verifier(Sender.named("standard-webhooks").scheme(), PUBLIC_KEY), "{}", headers))
        .isEqualTo(Verification.SIGNATURE_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"whpk_", "whpk_AAAA", "whsk_n*t", "whsec_", "whsec_*", "whsec_AA=="})
  void secretThatIsNoKeyIsRefused(String secret) {
    assertThatThrownBy(() -> verifier(Sender.named("standard-webhooks").scheme(), secret))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The secret is no key of scheme 'standard-webhooks': ")
        .hasMessageNotContaining("n*t");
  }

  @Test
  void publicKeySignsNothing() {
    SignatureSigner signer =
        new SignatureSigner(Sender.named("standard-webhooks").scheme(), Secret.of(PUBLIC_KEY));

    assertThatThrownBy(() -> signer.sign("msg_1", utf8("{}"), NOW))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("whsk_");
  }

  // The digest of the signed content

  @Test
  void contentDigestDependsOnAllThatIsSignedAndOnNothingElse() {
    SignatureVerifier slack = verifier(Sender.named("slack").scheme(), "x");
    Map<String, String> headers = new HashMap<>();
    headers.put("X-Slack-Request-Timestamp", "1700000000");
    headers.put("X-Slack-Signature", "v0=1");
    String digest = slack.read(headers::get, utf8("{}")).contentDigest();

    // printf 'v0:1700000000:{}' | sha256sum
    assertThat(digest)
        .isEqualTo("6a7b857c317c6c61ae95cf926c434e1d37691f087817944ff29fc62e90e65bd5");
    headers.put("X-Slack-Signature", "v0=2");
    assertThat(slack.read(headers::get, utf8("{}")).contentDigest()).isEqualTo(digest);
    headers.put("X-Slack-Request-Timestamp", "1700000001");
    assertThat(slack.read(headers::get, utf8("{}")).contentDigest()).isNotEqualTo(digest);
  }
}
