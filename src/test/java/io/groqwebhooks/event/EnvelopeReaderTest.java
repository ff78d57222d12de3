package io.groqwebhooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeReaderTest {

  private static final String NOT_UTF8 = "The body is not valid UTF-8";
  private static final String TOO_DEEP =
      "The body nests deeper, or holds longer names or numbers, than is read";

  private static final String EVENT =
      "{\"id\":\"evt_1\",\"type\":\"resource.created\",\"created\":1700000000,\"data\":{\"n\":[1,\"é\"]}}";

  private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLayout.TOP_LEVEL);

  private EventEnvelope read(String json) throws InvalidEventException {
    return reader.read(json.getBytes(StandardCharsets.UTF_8), NoHeaders.INSTANCE);
  }

  private String refusal(String json) {
    return refusal(json.getBytes(StandardCharsets.UTF_8));
  }

  private String refusal(byte[] body) {
    InvalidEventException refusal =
        catchThrowableOfType(
            InvalidEventException.class, () -> reader.read(body, NoHeaders.INSTANCE));
    assertThat(refusal).as("a refusal of the body").isNotNull();
    return refusal.getMessage();
  }

  private static String event(String idAsJson, String typeAsJson) {
    return "{\"id\":" + idAsJson + ",\"type\":" + typeAsJson + "}";
  }

  private static String event(String moreFields) {
    return "{\"id\":\"evt_1\",\"type\":\"resource.created\"," + moreFields + "}";
  }

  // What is read

  @Test
  void readsIdTypeAndTimeOfCreation() throws Exception {
    assertThat(read(EVENT))
        .isEqualTo(
            new EventEnvelope("evt_1", "resource.created", Instant.parse("2023-11-14T22:13:20Z")));
  }

  @Test
  void fieldsMayStandInAnyOrder() throws Exception {
    assertThat(read("{\"data\":null,\"created\":0,\"type\":\"t\",\"id\":\"i\"}"))
        .isEqualTo(new EventEnvelope("i", "t", Instant.EPOCH));
  }

  @Test
  void whiteSpaceAroundTheDocumentIsNoPartOfIt() throws Exception {
    assertThat(read(" \t\r\n" + EVENT + " \t\r\n").id()).isEqualTo("evt_1");
  }

  @Test
  void unknownFieldsAreSkipped() throws Exception {
    EventEnvelope envelope =
        read(
            event(
                "\"object\":\"event\",\"a\":[1,{\"b\":[]}],\"c\":{\"d\":{}},\"e\":-1.5e300,\"f\":false"));

    assertThat(envelope.type()).isEqualTo("resource.created");
  }

  @Test
  void fieldsOfInnerObjectsAreNotTheEventsOwn() throws Exception {
    EventEnvelope envelope =
        read(
            "{\"data\":{\"id\":\"inner\",\"type\":\"inner\",\"created\":1},"
                + "\"list\":[{\"id\":\"inner\"}],\"id\":\"evt_1\",\"type\":\"t\"}");

    assertThat(envelope).isEqualTo(new EventEnvelope("evt_1", "t", null));
  }

  @Test
  void idAndTypeMayBeWrittenWithEscapesAndInAnyScript() throws Exception {
    assertThat(read(event("\"\\u0065vt_\\\"\\/\\\\\"", "\"тип-鍵-\\ud83d\\udd11\"")))
        .isEqualTo(new EventEnvelope("evt_\"/\\", "тип-鍵-🔑", null));
  }

  @Test
  void longestIdAndTypeAreRead() throws Exception {
    String id = "i".repeat(EnvelopeReader.ID_MAX_LENGTH);
    String type = "t".repeat(EnvelopeReader.TYPE_MAX_LENGTH);

    assertThat(read(event("\"" + id + "\"", "\"" + type + "\"")))
        .isEqualTo(new EventEnvelope(id, type, null));
  }

  @Test
  void numbersTooLargeForAnyTypeAreSkippedInData() throws Exception {
    assertThat(read(event("\"data\":[1e999999999,-" + "9".repeat(900) + "]")).id())
        .isEqualTo("evt_1");
  }

  @Test
  void longTextsAreSkippedInData() throws Exception {
    assertThat(read(event("\"data\":\"" + "é".repeat(1_000_000) + "\"")).id()).isEqualTo("evt_1");
  }

  // created

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00Z",
    "-1, 1969-12-31T23:59:59Z",
    "1700000000, 2023-11-14T22:13:20Z",
    "1700000000123, 2023-11-14T22:13:20.123Z",
    "31556889864403199, +1000000000-12-31T23:59:59Z"
  })
  void createdIsReadAsUnixTime(String created, Instant expected) throws Exception {
    assertThat(read(event("\"created\":" + created)).created()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2023-11-14T22:13:20Z", "2023-11-14T22:13:20.000Z", "2023-11-14T17:13:20-05:00"})
  void createdIsReadAsIso8601(String created) throws Exception {
    assertThat(read(event("\"created\":\"" + created + "\"")).created())
        .isEqualTo(Instant.ofEpochSecond(1_700_000_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "\"yesterday\"",
        "\"2023-11-14\"",
        "\"2023-11-14T22:13:20\"",
        "1700000000.0",
        "1.7e9",
        "31556889864403200",
        "9223372036854775807",
        "9223372036854775808",
        "-99999999999999999999999999",
        "[1700000000]",
        "{\"seconds\":1700000000}"
      })
  void createdThatIsNoTimeIsLeftOut(String created) throws Exception {
    assertThat(read(event("\"created\":" + created)).created()).isNull();
  }

  // id and type

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\":\"t\"}",
        "{\"data\":{\"id\":\"i\"},\"type\":\"t\"}",
        "{\"ID\":\"i\"}"
      })
  void missingIdIsRefused(String json) {
    assertThat(refusal(json)).isEqualTo("Field 'id' is missing");
  }

  @Test
  void missingTypeIsRefused() {
    assertThat(refusal("{\"id\":\"i\"}")).isEqualTo("Field 'type' is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "1", "1.5", "[]", "[\"i\"]", "{}", "{\"id\":\"i\"}"})
  void idOrTypeThatIsNoStringIsRefused(String value) {
    assertThat(refusal(event(value, "\"t\""))).isEqualTo("Field 'id' is not a string");
    assertThat(refusal(event("\"i\"", value))).isEqualTo("Field 'type' is not a string");
  }

  @Test
  void idThatStandsTwiceIsRefused() {
    assertThat(refusal("{\"id\":\"i\",\"type\":\"t\",\"id\":\"i\"}"))
        .isEqualTo("Field 'id' stands twice");
    assertThat(refusal("{\"id\":\"i\",\"type\":\"t\",\"\\u0069d\":\"j\"}"))
        .isEqualTo("Field 'id' stands twice");
  }

  @Test
  void typeThatStandsTwiceIsRefused() {
    assertThat(refusal("{\"id\":\"i\",\"type\":\"t\",\"type\":null}"))
        .isEqualTo("Field 'type' stands twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\\t", "\\n", "\\u2003 \\u3000"})
  void emptyOrBlankIdOrTypeIsRefused(String text) {
    assertThat(refusal(event("\"" + text + "\"", "\"t\"")))
        .isEqualTo("Field 'id' must have 1 to 256 characters");
    assertThat(refusal(event("\"i\"", "\"" + text + "\"")))
        .isEqualTo("Field 'type' must have 1 to 128 characters");
  }

  @Test
  void tooLongIdOrTypeIsRefused() {
    assertThat(refusal(event("\"" + "i".repeat(257) + "\"", "\"t\"")))
        .isEqualTo("Field 'id' must have 1 to 256 characters");
    assertThat(refusal(event("\"i\"", "\"" + "t".repeat(129) + "\"")))
        .isEqualTo("Field 'type' must have 1 to 128 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // controls
        "0000",
        "000a",
        "000d",
        "001b",
        "007f",
        "0085",
        "009b",
        // line and paragraph separators
        "2028",
        "2029",
        // invisible, and what turns the direction of writing
        "00ad",
        "200b",
        "200f",
        "202e",
        "2066",
        "2069",
        "feff",
        // halves of a surrogate pair, also in the wrong order
        "d83d",
        "dd11",
        "dd11\\ud83d",
        // a tag character, which takes a whole pair
        "db40\\udc41"
      })
  void charactersThatForgeALogLineAreRefusedInIdAndType(String escape) {
    for (String text : new String[] {"\"evt\\u%s\"", "\"\\u%sevt\"", "\"e\\u%svt\""}) {
      String value = String.format(text, escape);
      assertThat(refusal(event(value, "\"t\""))).isEqualTo("Field 'id' holds a control character");
      assertThat(refusal(event("\"i\"", value)))
          .isEqualTo("Field 'type' holds a control character");
    }
  }

  // What is no JSON

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "1", "\"{}\"", "[]", "[{\"id\":\"i\",\"type\":\"t\"}]"})
  void documentThatIsNoObjectIsRefused(String json) {
    assertThat(refusal(json)).isEqualTo("The body is not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void emptyBodyIsRefused(String body) {
    assertThat(refusal(body)).isEqualTo("The body is not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "id=evt_1&type=t",
        "<event/>",
        "{'id':'i','type':'t'}",
        "{id:\"i\",\"type\":\"t\"}",
        "{\"id\":\"i\",\"type\":\"t\",}",
        "{\"id\":\"i\" \"type\":\"t\"}",
        "{\"id\":\"i\",\"type\":\"t\"/* comment */}",
        "{\"id\":\"i\",\"type\":\"t\"}}",
        "{\"id\":\"i\",\"type\":\"t\"} x",
        "{\"id\":\"i\",\"type\":\"t\"}\u0000"
      })
  void whatIsNotJsonIsRefused(String body) {
    assertThat(refusal(body)).isEqualTo("The body is not valid JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "Infinity",
        "-Infinity",
        "+1",
        "01",
        ".5",
        "1.",
        "1e",
        "-",
        "0x10",
        "True",
        "nul",
        "[1,]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":1,}",
        "\"\t\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "'a'"
      })
  void valueThatIsNotJsonIsRefusedWhereverItStands(String value) {
    assertThat(refusal(event("\"data\":" + value))).isEqualTo("The body is not valid JSON");
    assertThat(refusal(event("\"created\":" + value))).isEqualTo("The body is not valid JSON");
    assertThat(refusal(event("\"data\":{\"a\":[" + value + "]}")))
        .isEqualTo("The body is not valid JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "1", "[]", "{\"id\":\"i\",\"type\":\"t\"}"})
  void secondDocumentIsRefused(String second) {
    assertThat(refusal(EVENT + "\n" + second)).isEqualTo("The body holds more than one JSON value");
  }

  @Test
  void everyTruncationOfAnEventIsRefused() throws Exception {
    byte[] whole = EVENT.getBytes(StandardCharsets.UTF_8);
    assertThat(reader.read(whole, NoHeaders.INSTANCE).id()).isEqualTo("evt_1");

    for (int length = 0; length < whole.length; length++) {
      assertThat(refusal(Arrays.copyOf(whole, length))).isNotBlank();
    }
  }

  // Encodings

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
  void otherEncodingsThanUtf8AreRefused(Charset charset) {
    assertThat(refusal(EVENT.getBytes(charset))).isEqualTo(NOT_UTF8);
    // Written in ASCII it has no byte that is not UTF-8, but zeros, which are not JSON.
    assertThat(refusal(EVENT.replace("é", "e").getBytes(charset)))
        .isIn(NOT_UTF8, "The body is not valid JSON");
  }

  @Test
  void latin1IsRefused() {
    assertThat(refusal(EVENT.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(NOT_UTF8);
  }

  @Test
  void byteOrderMarkIsRefused() {
    assertThat(refusal("\uFEFF" + EVENT)).isEqualTo("The body is not valid JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // a continuation without a start, a start without a continuation, no start at all
        "80",
        "c3",
        "c328",
        "e282",
        "e28228",
        "f09f94",
        "fe",
        "ff",
        // '/' and NUL in more bytes than they need
        "c0af",
        "e080af",
        "f08080af",
        "c080",
        // halves of a surrogate pair, and the pair as six bytes
        "eda080",
        "edb091",
        "eda0bdedb491",
        // beyond the last character
        "f4908080",
        "f8888080a0"
      })
  void bytesThatAreNotUtf8AreRefusedWhereverTheyStand(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    // The last ones lie across the decoder's buffer, and at the very end.
    for (String json :
        List.of(
            event("\"%\"", "\"t\""),
            event("\"data\":\"%\""),
            event("\"%\":1"),
            event("\"data\":\"" + "é".repeat(976) + "%\""),
            EVENT + "%")) {
      int split = json.indexOf('%');
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(json.substring(0, split).getBytes(StandardCharsets.UTF_8));
      body.writeBytes(bytes);
      body.writeBytes(json.substring(split + 1).getBytes(StandardCharsets.UTF_8));

      assertThat(refusal(body.toByteArray())).as(json).isEqualTo(NOT_UTF8);
    }
  }

  @Test
  void charactersOfEveryLengthInUtf8AreRead() throws Exception {
    for (int padding = 0; padding < 8; padding++) {
      String text = "x".repeat(padding) + "\u007f\u0080\u07ff\u0800\uffff\ud83d\udd11".repeat(500);

      assertThat(read(event("\"data\":\"" + text + "\"")).id()).isEqualTo("evt_1");
    }
  }

  // Bounds

  @Test
  void deepestNestingIsRead() throws Exception {
    assertThat(read(event("\"data\":" + "[".repeat(199) + "]".repeat(199))).id())
        .isEqualTo("evt_1");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 100_000, 1_000_000})
  void deeperNestingIsRefusedAtOnce(int depth) {
    String arrays = event("\"data\":" + "[".repeat(depth) + "]".repeat(depth));
    String objects = event("\"data\":" + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth));

    Assertions.assertTimeout(
        Duration.ofSeconds(1),
        () -> {
          for (String json : new String[] {arrays, objects, "[".repeat(depth)}) {
            assertThat(refusal(json)).isIn(TOO_DEEP, "The body is not a JSON object");
          }
        });
    assertThat(refusal(arrays)).isEqualTo(TOO_DEEP);
    assertThat(refusal(objects)).isEqualTo(TOO_DEEP);
  }

  @Test
  void veryLongFieldNameIsRefused() {
    assertThat(refusal(event("\"" + "n".repeat(100_000) + "\":1"))).isEqualTo(TOO_DEEP);
  }
}
