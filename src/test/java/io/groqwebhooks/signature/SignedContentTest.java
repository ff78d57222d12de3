package io.groqwebhooks.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedContentTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{body}|BODY",
        "{timestamp}.{body}|12.BODY",
        "v0:{timestamp}:{body}|v0:12:BODY",
        "{body}{timestamp}|BODY12",
        "{timestamp}{timestamp}-{body}-é|1212-BODY-é",
        "{id}.{timestamp}.{body}|msg.12.BODY",
        "}{body}{|}BODY{"
      })
  void placeholdersAreFilledIn(String template, String content) {
    ByteArrayOutputStream fed = new ByteArrayOutputStream();

    SignedContent.parse(template)
        .feed(fed::writeBytes, "12", "msg", List.of(), "BODY".getBytes(StandardCharsets.UTF_8));

    assertThat(fed.toString(StandardCharsets.UTF_8)).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{timestamp}", "body", "{body", "body}", "{body}{body}"})
  void templateWithoutExactlyOneBodyIsRefused(String template) {
    assertThatThrownBy(() -> SignedContent.parse(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Signed content '" + template + "' must hold {body} once");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{Body}", "{ body }", "{ID}"})
  void unknownPlaceholderIsNamed(String placeholder) {
    assertThatThrownBy(() -> SignedContent.parse(placeholder + ".{body}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Unknown placeholder %s in signed content '%s.{body}'", placeholder, placeholder);
  }

  @Test
  void showsItsTemplate() {
    assertThat(SignedContent.parse("{timestamp}.{body}")).hasToString("{timestamp}.{body}");
  }
}
