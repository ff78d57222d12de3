package io.groqwebhooks.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
    assertThat(filled(SignedContent.parse(template))).isEqualTo(content);
  }

  private static String filled(SignedContent content, @Nullable String... values) {
    ByteArrayOutputStream fed = new ByteArrayOutputStream();
    content.feed(
        fed::writeBytes,
        "12",
        "msg",
        Arrays.asList(values),
        "BODY".getBytes(StandardCharsets.UTF_8),
        "s3".getBytes(StandardCharsets.UTF_8));
    return fed.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{body}{body}", "{body}.{sha256:body}", "{form}{body}"})
  void templateWithTheBodyTwiceIsRefused(String template) {
    assertThatThrownBy(() -> SignedContent.parse(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Signed content '" + template + "' must not hold the body more than once");
  }

  @ParameterizedTest
  @CsvSource({
    "{body}, true",
    "{sha256-base64:body}, true",
    "{form}, true",
    "{timestamp}, false",
    "body, false",
    "{crc32:body}, false",
    "{secret}{field:/a}, false"
  })
  void tellsWhetherItProvesTheBody(String template, boolean proves) {
    assertThat(SignedContent.parse(template).coversBody()).isEqualTo(proves);
  }

  @Test
  void bracketsAreLeftOutUnlessTheirValuesAreThere() {
    SignedContent content =
        SignedContent.parse("[a={header:A};][b={query:b};]{secret}{crc32:body}");

    assertThat(content.places()).containsExactly("A", "query:b");
    assertThat(filled(content, "1", "2")).isEqualTo("a=1;b=2;s33980256774");
    assertThat(filled(content, null, "")).isEqualTo("b=;s33980256774");
    assertThat(content.isComplete(Arrays.asList(null, null))).isTrue();
    assertThat(SignedContent.parse("{header:A}").isComplete(Arrays.asList((String) null)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{body}]", "{body}[{header:X}{body}]", "{body}[{secret}]", "[{form}]"})
  void whatProvesIsNotInBrackets(String template) {
    assertThatThrownBy(() -> SignedContent.parse(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).*must not have \\{(body|secret|form)} in brackets");
  }

  @Test
  void aValueBehindTheFirstHoldsNoLineEndWhereLineEndsSeparateThem() {
    SignedContent lines = SignedContent.parse("A\n{header:A}\nB\n{header:B}\n");

    assertThat(lines.isComplete(List.of("a\nb", "c"))).isTrue();
    assertThat(lines.isComplete(List.of("a", "b\nc"))).isFalse();
    assertThat(
            SignedContent.parse("{header:A}\n{header:B}\n{body}").isComplete(List.of("a", "b\n")))
        .as("what is in the body cannot be moved out of it")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{header:A}", "{body}]", "[[{header:A}]]"})
  void bracketsAreClosed(String template) {
    assertThatThrownBy(() -> SignedContent.parse(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has a bracket without its other one");
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
