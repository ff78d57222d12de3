package io.groqwebhooks.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

  @Test
  void showsNothingOfItsValue() {
    Secret secret = Secret.of("whsec_test");

    assertThat(secret).hasToString("Secret[masked]");
    assertThat(List.of(secret)).hasToString("[Secret[masked]]");
    assertThat(Map.of("secret", secret)).hasToString("{secret=Secret[masked]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void blankSecretIsRefused(String text) {
    assertThatThrownBy(() -> Secret.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
