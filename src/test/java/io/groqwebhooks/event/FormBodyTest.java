package io.groqwebhooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events that come as forms. */
class FormBodyTest {

  private static final FormBody PAYLOAD = new FormBody(List.of("payload"), false, false);
  private static final FormBody BOTH = new FormBody(List.of("payload"), true, false);

  private static String read(FormBody body, String form) throws InvalidEventException {
    return new String(
        body.toJson(form.getBytes(StandardCharsets.US_ASCII)), StandardCharsets.UTF_8);
  }

  @Test
  void theJsonOfAFieldIsTheEvent() throws Exception {
    assertThat(read(PAYLOAD, "a=1&payload=%7B%22x%22%3A+%22%C3%A9%26%22%7D&b"))
        .isEqualTo("{\"x\": \"é&\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "command=%2Fdeploy&text=|{\"command\":\"/deploy\",\"text\":\"\"}",
        "a=1&a=2&b|{\"a\":[\"1\",\"2\"],\"b\":\"\"}",
        "a=1%&b=%zz&c=%4|{\"a\":\"1%\",\"b\":\"%zz\",\"c\":\"%4\"}",
        "&&a=%22%0A|{\"a\":\"\\\"\\n\"}",
        "=x|{\"\":\"x\"}",
      })
  void allFieldsAreTheEvent(String form, String json) throws Exception {
    assertThat(read(BOTH, form)).isEqualTo(json);
  }

  @Test
  void whatHoldsNoEventIsRefused() {
    assertThatThrownBy(() -> read(PAYLOAD, "a=1")).hasMessage("The form has no field 'payload'");
    assertThatThrownBy(() -> read(PAYLOAD, "payload=1&payload=2"))
        .hasMessage("Field 'payload' of the form stands twice");
    assertThatThrownBy(() -> read(BOTH, "a=%FF")).hasMessage("The form is not valid UTF-8");
    assertThatThrownBy(() -> read(BOTH, "a&".repeat(1001)))
        .hasMessage("The form has more than 1000 fields");
  }
}
