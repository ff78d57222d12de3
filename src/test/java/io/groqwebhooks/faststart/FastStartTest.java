package io.groqwebhooks.faststart;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FastStartTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "256", "-Xmx1g", "1 g", "100%", "60.5%", "60", "256m -Dx=y"})
  void aHeapThatIsNeitherASizeNorAPartIsRefused(String heap) {
    assertThatThrownBy(() -> new FastStart(Path.of("x.jar"), Path.of("x"), heap))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The heap is a size such as 256m or a part such as 60%, not " + heap);
  }
}
