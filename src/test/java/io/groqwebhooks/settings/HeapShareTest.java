package io.groqwebhooks.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HeapShareTest {

  @Test
  void allTogetherLeaveRoom() {
    assertThat(Arrays.stream(HeapShare.values()).mapToInt(HeapShare::percent).sum())
        .isLessThanOrEqualTo(90);
  }
}
