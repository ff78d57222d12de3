package io.groqwebhooks.console;

import static io.groqwebhooks.console.WrongTries.Result.RIGHT;
import static io.groqwebhooks.console.WrongTries.Result.TOO_MANY;
import static io.groqwebhooks.console.WrongTries.Result.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WrongTriesTest {

  private static final long NOW = 7;
  private static final long LATER = NOW + Duration.ofSeconds(61).toNanos();

  private final WrongTries tries = new WrongTries();

  private void tenWrong(String address) {
    for (int i = 0; i < 10; i++) {
      assertThat(tries.attempt(address, NOW, () -> false)).isEqualTo(WRONG);
    }
  }

  @Test
  void afterTenWrongTriesAnAddressWaitsForAMinute() {
    tenWrong("192.0.2.1");

    assertThat(tries.attempt("192.0.2.1", NOW, () -> true)).isEqualTo(TOO_MANY);
    assertThat(tries.attempt("192.0.2.2", NOW, () -> true)).isEqualTo(RIGHT);
    assertThat(tries.attempt("192.0.2.1", LATER, () -> true)).isEqualTo(RIGHT);
  }

  @Test
  void whoKnowsThePasswordIsNotCounted() {
    for (int i = 0; i < 100; i++) {
      assertThat(tries.attempt("192.0.2.1", NOW, () -> true)).isEqualTo(RIGHT);
    }
  }

  @Test
  void addressesOfOneNetworkAreOneClient() {
    tenWrong("2001:db8:0:0:1:2:3:4");

    assertThat(tries.attempt("2001:db8:0:0:5:6:7:8", NOW, () -> true)).isEqualTo(TOO_MANY);
    assertThat(tries.attempt("2001:db8:0:1:1:2:3:4", NOW, () -> true)).isEqualTo(RIGHT);
  }

  @Test
  void ofManyAddressesTheOneThatBeganFirstIsForgotten() {
    tenWrong("first");
    for (int i = 0; i < 999; i++) {
      tries.attempt("other " + i, NOW, () -> false);
    }
    assertThat(tries.attempt("first", NOW, () -> true)).isEqualTo(TOO_MANY);

    tries.attempt("one more", NOW, () -> false);

    assertThat(tries.attempt("first", NOW, () -> true)).isEqualTo(RIGHT);
  }
}
