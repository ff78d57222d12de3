package io.groqwebhooks.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.SpecVersion;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.event.ProvenJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventTest {

  /** Numbers, spaces and escapes as no library writes them. */
  private static final String BODY = " {\"id\" : \"evt_1\",\"price\":1.10, \"e\":\"\\u00e9\" }\r\n";

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Message message = new DefaultExchange(camel).getMessage();

  @AfterEach
  void close() throws IOException {
    camel.close();
  }

  private Message event(String id, String type) {
    message.setHeader(EventHeaders.SOURCE, "groq");
    message.setHeader(EventHeaders.ID, id);
    message.setHeader(EventHeaders.TYPE, type);
    message.setBody(bytes(BODY));
    return message;
  }

  private Message event() {
    event("evt_1", "resource.created");
    message.setHeader(EventHeaders.CREATED, "2023-11-14T22:13:20Z");
    message.setHeader(EventHeaders.SUBJECT, "account_7");
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    return message;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static io.cloudevents.CloudEvent read(byte[] document) {
    return new JsonFormat().deserialize(document);
  }

  private static byte[] data(io.cloudevents.CloudEvent event) {
    return Objects.requireNonNull(event.getData()).toBytes();
  }

  private void assertAttributes(io.cloudevents.CloudEvent read) {
    assertThat(read.getSpecVersion()).isEqualTo(SpecVersion.V1);
    assertThat(read.getId()).isEqualTo("evt_1");
    assertThat(read.getSource()).isEqualTo(URI.create("/webhooks/groq"));
    assertThat(read.getType()).isEqualTo("resource.created");
    assertThat(read.getTime()).isEqualTo(OffsetDateTime.parse("2023-11-14T22:13:20Z"));
    assertThat(read.getSubject()).isEqualTo("account_7");
    assertThat(read.getDataContentType()).isEqualTo("application/json");
    assertThat(read.getExtensionNames()).isEmpty();
  }

  @Test
  void officialLibraryReadsTheHeadersOfHttp() {
    Map<String, String> headers = new HashMap<>(CloudEvent.of(event()).httpHeaders());
    headers.put("Content-Type", CloudEvent.of(message).dataContentType());

    MessageReader reader = HttpMessageFactory.createReader(headers, bytes(BODY));

    assertAttributes(reader.toEvent());
    assertThat(data(reader.toEvent())).isEqualTo(bytes(BODY));
  }

  @Test
  void officialLibraryReadsTheDocument() throws Exception {
    byte[] document = CloudEvent.structured(event());

    assertAttributes(read(document));
    assertThat(document)
        .asString(StandardCharsets.UTF_8)
        .endsWith(",\"datacontenttype\":\"application/json\",\"data\":" + BODY + "}");
    assertThat(CloudEvent.of(message).structured(bytes(BODY))).isEqualTo(document);
  }

  @Test
  void whatTheSenderDoesNotSayIsLeftOut() throws Exception {
    event("evt_1", "t");

    assertThat(CloudEvent.of(message).httpHeaders())
        .containsOnlyKeys("ce-specversion", "ce-id", "ce-source", "ce-type");
    assertThat(CloudEvent.of(message).dataContentType()).isEqualTo("application/json");
    io.cloudevents.CloudEvent read = read(CloudEvent.structured(message));
    assertThat(read.getTime()).isNull();
    assertThat(read.getSubject()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "noon",
        "7",
        "2023-11-14T22:13:20Z\r\nce-id: x"
      })
  void timeThatIsNoTimestampIsLeftOut(String created) {
    event();
    message.setHeader(EventHeaders.CREATED, created);

    assertThat(CloudEvent.of(message).time()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(\"1\")</script>",
        "evt 1",
        "100%41",
        "é日本😀",
        "tab\tquote\"backslash\\",
        "\u007f\u0085\u009f",
        "x\r\nce-type: forged\r\n\r\nbody",
        "\u0000\n\u2028\uFFFF\uFDD0",
        "half \uD83D",
        "\uDE00 half"
      })
  void idsAndTypesOfAnyCharactersDoNoHarm(String text) throws Exception {
    String legal =
        text.replaceAll(
            "[\\p{Cntrl}\\x{80}-\\x{9f}\\x{fdd0}\\x{ffff}\\x{d800}-\\x{dfff}]", "\uFFFD");
    for (String each : new String[] {text, text.repeat(300 / text.length() + 1)}) {
      String expected = legal.repeat(each.length() / text.length());
      event(each, each);
      message.setHeader(EventHeaders.SUBJECT, each);

      Map<String, String> headers = CloudEvent.of(message).httpHeaders();
      assertThat(headers).allSatisfy((name, value) -> assertThat(value).matches("[!-~&&[^\"]]+"));
      for (String header : new String[] {"ce-id", "ce-type", "ce-subject"}) {
        assertThat(headers.get(header))
            .satisfies(value -> assertThat(percentDecoded(value)).isEqualTo(expected));
      }

      io.cloudevents.CloudEvent read = read(CloudEvent.structured(message));
      assertThat(read.getId()).isEqualTo(expected);
      assertThat(read.getType()).isEqualTo(expected);
      assertThat(read.getSubject()).isEqualTo(expected);
      assertThat(read.getExtensionNames()).isEmpty();
    }
  }

  private static String percentDecoded(String value) {
    return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The example of HTTP's binding. */
  @Test
  void headersOfHttpAreEncodedAsTheBindingShows() {
    assertThat(CloudEvent.of(event("Euro € 😀", "t")).httpHeaders())
        .containsEntry("ce-id", "Euro%20%E2%82%AC%20%F0%9F%98%80");
  }

  @ParameterizedTest
  @CsvSource({
    "acme-2,/webhooks/acme-2",
    "a b/é?#,/webhooks/a%20b%2F%C3%A9%3F%23",
    "%41,/webhooks/%2541"
  })
  void sourceIsAUriReference(String name, String source) {
    assertThat(CloudEvent.source(name)).isEqualTo(source);
    assertThat(URI.create(source).getPath()).isEqualTo("/webhooks/" + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1",
        "{}{}",
        "{},\"id\":\"forged\"",
        "1}, {\"a\": 2",
        "plain text",
        "\"half \\ud83d\" x",
        "{\"a\":nul}"
      })
  void dataThatIsNoJsonIsInBase64WhateverItsType(String body) throws Exception {
    event().setBody(bytes(body));

    assertInBase64(bytes(body));
  }

  @Test
  void dataThatIsNoUtf8OrNoEventIsInBase64() throws Exception {
    byte[] latin = "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
    event().setBody(latin);
    assertInBase64(latin);

    event().setBody("[".repeat(300) + "]".repeat(300));
    assertInBase64(bytes("[".repeat(300) + "]".repeat(300)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonl",
        "application/+json",
        // JSON by names that not every reader knows.
        "application/vnd.acme+json",
        "Application/JSON",
        "application/json ;charset=utf-8"
      })
  void dataOfAnotherTypeIsInBase64(String type) throws Exception {
    event().setHeader(Exchange.CONTENT_TYPE, type);

    assertThat(assertInBase64(bytes(BODY)).getDataContentType()).isEqualTo(type);
  }

  private io.cloudevents.CloudEvent assertInBase64(byte[] body) throws InvalidPayloadException {
    byte[] document = CloudEvent.structured(message);
    assertThat(document).asString(StandardCharsets.UTF_8).contains(",\"data_base64\":\"");
    io.cloudevents.CloudEvent read = read(document);
    assertThat(read.getId()).isEqualTo("evt_1");
    assertThat(data(read)).isEqualTo(body);
    return read;
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/json", "application/json;charset=utf-8", "application/geo+json"})
  void dataOfTypesOfJsonIsAValue(String type) throws Exception {
    event().setHeader(Exchange.CONTENT_TYPE, type);

    byte[] document = CloudEvent.structured(message);

    assertThat(document).asString(StandardCharsets.UTF_8).endsWith(",\"data\":" + BODY + "}");
    assertThat(read(document).getDataContentType()).isEqualTo(type);
  }

  @Test
  void bytesThatTheIntakeHasReadAreNotParsedAgain() throws Exception {
    byte[] body = bytes("as the intake has found it");
    ProvenJson.keep(event().getExchange(), body);

    message.setBody(body);
    assertThat(CloudEvent.structured(message))
        .asString(StandardCharsets.UTF_8)
        .endsWith(",\"data\":as the intake has found it}");

    message.setBody(body.clone());
    assertInBase64(body);
  }

  @Test
  void messageThatIsNoEventIsRefusedInWords() {
    message.setBody(BODY);
    message.setHeader(EventHeaders.ID, "evt_1");

    assertThatThrownBy(() -> CloudEvent.of(message))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The message is no webhook event: it has no header WebhookSource");
  }
}
