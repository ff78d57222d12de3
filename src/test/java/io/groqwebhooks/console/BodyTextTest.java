package io.groqwebhooks.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTextTest {

  private static BodyText of(String body) {
    return BodyText.of(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void jsonHasLineBreaksAndItsNumbersAsTheyAreWritten() {
    assertThat(of("{\"a\":1.10,\"a\":1E400,\"b\":[true,null,\"é\"],\"c\":123456789012345678901}"))
        .isEqualTo(
            new BodyText(
                """
                {
                  "a" : 1.10,
                  "a" : 1E400,
                  "b" : [ true, null, "é" ],
                  "c" : 123456789012345678901
                }"""
                    .replace("\n", System.lineSeparator()),
                null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1&b=2", "{\"a\":", "{} {}", "{}}", ""})
  void whatIsNoJsonIsShownAsItIs(String body) {
    assertThat(of(body)).isEqualTo(new BodyText(body, "It is not JSON."));
  }

  @Test
  void whatIsNoTextOrTooLargeIsNotShown() {
    assertThat(BodyText.of(new byte[] {(byte) 0xff, 0}).text()).isNull();
    assertThat(of("\"" + "a".repeat(300_000) + "\"").text()).isNull();
  }

  @Test
  void aDepthThatNobodyReadsIsShownAsItIs() {
    String deep = "[".repeat(100_000);
    assertThat(of(deep)).isEqualTo(new BodyText(deep, "It is not JSON."));
  }
}
