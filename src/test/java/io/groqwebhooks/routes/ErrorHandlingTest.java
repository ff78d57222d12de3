package io.groqwebhooks.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorHandlingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- routeConfiguration:\n    errorHandler: {}",
        "  - \"routeConfiguration\":\n",
        "- on-exception:\n",
        "- route:\n    errorHandler:\n      deadLetterChannel:\n",
        "- route:\n    id: dead-letter\n",
        "- from:\n    uri: \"direct:dead-letter\"\n"
      })
  void isSeenInAFileThatHasSome(String text) {
    assertThat(ErrorHandling.isIn(text)).isTrue();
  }

  @Test
  void isNotSeenWhereThereIsNone() throws IOException {
    assertThat(ErrorHandling.isIn(Files.readString(Path.of("routes/groq-webhook.camel.yaml"))))
        .isFalse();
    assertThat(ErrorHandling.isIn(Files.readString(Path.of("routes/groq-handlers.camel.yaml"))))
        .isFalse();
    assertThat(ErrorHandling.isIn("- route:\n    id: dead-letter-of-mine\n")).isFalse();
  }

  @Test
  void theJarsOwnHasSome() {
    assertThat(ErrorHandling.resource().getLocation()).startsWith("classpath:");
  }
}
