package io.groqwebhooks.signature;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SignatureSchemeTest {

  @Test
  void timestampThatIsNotSignedIsRefused() {
    assertThatThrownBy(() -> scheme("x-timestamp", "{body}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'other'");
  }

  @Test
  void signedTimestampWithoutHeaderIsRefused() {
    assertThatThrownBy(() -> scheme(null, "{timestamp}.{body}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'other'");
  }

  private static SignatureScheme scheme(@Nullable String timestampHeader, String signedContent) {
    return new SignatureScheme(
        "other",
        "x-signature",
        timestampHeader,
        "HmacSHA256",
        SignatureEncoding.HEX,
        SignedContent.parse(signedContent));
  }
}
