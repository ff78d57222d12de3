package io.groqwebhooks.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.groqwebhooks.source.Sender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignatureSignerTest {

  private static final Secret SECRET = Secret.of("whsec_test");
  private static final Instant SIGNED_AT = Instant.ofEpochSecond(1_700_000_000L, 999_999_999);

  @Test
  void signsTimestampAndBodyAsGroqDoes() {
    byte[] body =
        "{\"id\":\"evt_1\",\"type\":\"resource.created\",\"created\":1700000000,\"data\":{\"name\":\"Zoë\"}}"
            .getBytes(StandardCharsets.UTF_8);

    // Computed by openssl dgst -sha256 -hmac whsec_test.
    assertThat(
            new SignatureSigner(Sender.named("groq").scheme(), SECRET)
                .sign("evt_1", body, SIGNED_AT))
        .containsExactly(
            entry("x-groq-timestamp", "1700000000"),
            entry(
                "x-groq-signature",
                "9dd29b3702bb67e3131a01ae24f799f94554699cfcbd09ffbd8a2a1aef58646d"));
  }

  @Test
  void signsOnlyTheBodyForASenderThatSignsNoTime() {
    SignatureScheme scheme =
        SignatureScheme.of(
            "other",
            new SignatureHeaders("x-other", null, null),
            new SignatureKind("", SignatureAlgorithm.HMAC_SHA1, SignatureEncoding.BASE64),
            "v1:{body}");
    byte[] body = "{\"id\":\"evt_1\"}".getBytes(StandardCharsets.UTF_8);

    // Computed by openssl dgst -sha1 -hmac whsec_test -binary | base64.
    assertThat(new SignatureSigner(scheme, SECRET).sign("evt_1", body, SIGNED_AT))
        .containsExactly(entry("x-other", "WxdIgVR+1n85SJS0RrsNfZJOsLU="));
  }

  @Test
  void secretThatIsNoKeyOfTheSchemeIsRefusedWithoutBeingShown() {
    assertThatThrownBy(
            () ->
                new SignatureSigner(
                    Sender.named("standard-webhooks").scheme(), Secret.of("whsec_n*t!base64")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The secret is no key of scheme 'standard-webhooks': it is not base64");
  }
}
