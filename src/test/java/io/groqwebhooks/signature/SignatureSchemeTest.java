package io.groqwebhooks.signature;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SignatureSchemeTest {

  @Test
  void timestampThatIsNotSignedIsRefused() {
    assertThatThrownBy(() -> scheme("x-timestamp", null, "{body}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'other'");
  }

  @Test
  void signedTimestampWithoutHeaderIsRefused() {
    assertThatThrownBy(() -> scheme(null, null, "{timestamp}.{body}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'other'");
  }

  @Test
  void idThatIsNotSignedIsRefused() {
    assertThatThrownBy(() -> scheme(null, "x-id", "{body}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'other'");
  }

  @Test
  void signedIdWithoutHeaderIsRefused() {
    assertThatThrownBy(() -> scheme(null, null, "{id}.{body}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'other'");
  }

  private static SignatureScheme scheme(
      @Nullable String timestampHeader, @Nullable String idHeader, String signedContent) {
    return SignatureScheme.of(
        "other",
        new SignatureHeaders("x-signature", timestampHeader, idHeader),
        new SignatureKind("", SignatureAlgorithm.HMAC_SHA256, SignatureEncoding.HEX),
        signedContent);
  }
}
