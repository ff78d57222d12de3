package io.groqwebhooks.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");

  @Test
  void mayBeSeconds() {
    assertThat(RetryAfter.read(" 120 ", NOW)).isEqualTo(Duration.ofMinutes(2));
    assertThat(RetryAfter.read("0", NOW)).isZero();
  }

  @Test
  void mayBeADate() {
    assertThat(RetryAfter.read("Fri, 27 Nov 2026 08:00:30 GMT", NOW))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(RetryAfter.read("Fri, 27 Nov 2026 07:00:00 GMT", NOW)).isZero();
  }

  @Test
  void isNoLongerThanADay() {
    assertThat(RetryAfter.read("999999999", NOW)).isEqualTo(Duration.ofDays(1));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "soon", "-1", "1.5", "99999999999999999999", "Fri, 27 Nov 2026"})
  void saysNothingOtherwise(String text) {
    assertThat(RetryAfter.read(text, NOW)).isNull();
  }
}
