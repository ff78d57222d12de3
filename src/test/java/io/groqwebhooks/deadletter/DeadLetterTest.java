package io.groqwebhooks.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.jackson.JsonFormat;
import io.groqwebhooks.event.EventHeaders;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {

  /** Not what a JSON library would write, and no UTF-8 either. */
  private static final byte[] BODY = {'{', ' ', '"', (byte) 0xE9, '"', '\r', '\n', (byte) 0xFF, 0};

  private static DeadLetter deadLetter(String id) {
    return new DeadLetter(
        "groq",
        id,
        "resource.created",
        "2023-11-14T22:13:20Z",
        "account_7",
        "2023-11-14T22:13:21.123Z",
        "2023-11-14T22:13:25.456Z",
        "java.io.IOException",
        "disk full",
        4,
        DeadLetter.JSON,
        BODY);
  }

  @Test
  void officialLibraryReadsIt() {
    CloudEvent event = new JsonFormat().deserialize(deadLetter("evt_1").toJson());

    assertThat(event.getSpecVersion()).isEqualTo(SpecVersion.V1);
    assertThat(event.getId()).isEqualTo("evt_1");
    assertThat(event.getSource()).isEqualTo(URI.create("/webhooks/groq"));
    assertThat(event.getType()).isEqualTo("resource.created");
    assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse("2023-11-14T22:13:20Z"));
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(event.getData().toBytes()).isEqualTo(BODY);
    assertThat(event.getExtension("receivedtime")).isEqualTo("2023-11-14T22:13:21.123Z");
    assertThat(event.getExtension("failedtime")).isEqualTo("2023-11-14T22:13:25.456Z");
    assertThat(event.getExtension("errorclass")).isEqualTo("java.io.IOException");
    assertThat(event.getExtension("errormessage")).isEqualTo("disk full");
    assertThat(event.getExtension("attempts")).hasToString("4");
  }

  /** Tools read these files, and those that are there from before are compared with new ones. */
  @Test
  void documentStaysAsItIsToTheByte() {
    String document =
        """
        {
          "specversion" : "1.0",
          "id" : "evt \\"ü\\" </script> \\uD83D\\uDE00",
          "source" : "/webhooks/groq",
          "type" : "resource.created",
          "time" : "2023-11-14T22:13:20Z",
          "subject" : "account_7",
          "receivedtime" : "2023-11-14T22:13:21.123Z",
          "failedtime" : "2023-11-14T22:13:25.456Z",
          "errorclass" : "java.io.IOException",
          "errormessage" : "disk full",
          "attempts" : 4,
          "datacontenttype" : "application/json",
          "data_base64" : "eyAi6SINCv8A"
        }""";

    assertThat(deadLetter("evt \"ü\" </script> 😀").toJson())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(document);
  }

  @Test
  void attributesAreNamedInLowerCaseLettersAndDigits() throws IOException {
    JsonNode document = new ObjectMapper().readTree(deadLetter("evt_1").toJson());

    Iterator<String> names = document.fieldNames();
    assertThat(names)
        .toIterable()
        .contains("specversion", "id", "source", "type")
        // The only member of the JSON format that is no attribute.
        .filteredOn(name -> !name.equals("data_base64"))
        .allSatisfy(name -> assertThat(name).matches("[a-z0-9]{1,20}"));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    assertThat(DeadLetter.fromJson(deadLetter("evt \"ü\" 😀").toJson()))
        .usingRecursiveComparison()
        .isEqualTo(deadLetter("evt \"ü\" 😀"));
  }

  @Test
  void timeThatIsNoTimestampIsLeftOut() throws IOException {
    for (Instant created :
        new Instant[] {
          Instant.ofEpochSecond(253_402_300_800L), Instant.ofEpochSecond(-62_167_219_201L)
        }) {
      DeadLetter normal = deadLetter("evt_1");
      DeadLetter deadLetter =
          new DeadLetter(
              "groq",
              "evt_1",
              "t",
              created.toString(),
              null,
              null,
              normal.failedAt(),
              "E",
              "",
              1,
              DeadLetter.JSON,
              BODY);

      CloudEvent event = new JsonFormat().deserialize(deadLetter.toJson());
      assertThat(event.getTime()).isNull();
      assertThat(event.getExtension("receivedtime")).isNull();
      assertThat(DeadLetter.fromJson(deadLetter.toJson()).body()).isEqualTo(BODY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../x",
        "..",
        "/etc/passwd",
        "C:\\x",
        "a/b",
        "CON",
        ".hidden",
        "${file:name}",
        "${header.WebhookEventType}",
        "日本語",
        "a b"
      })
  void fileNameIsHarmlessWhateverTheId(String id) {
    String name = deadLetter(id).fileName();

    assertThat(name).matches("groq-[A-Za-z0-9_-]+\\.json");
    assertThat(Path.of("folder").resolve(name).normalize().getParent())
        .isEqualTo(Path.of("folder"));
  }

  @Test
  void fileNameIsShortWhateverTheId() {
    assertThat(deadLetter("x".repeat(256)).fileName()).hasSizeLessThan(130);
    assertThat(deadLetter("語".repeat(256)).fileName()).hasSizeLessThan(130);
  }

  @Test
  void fileNameIsHarmlessWhateverTheSource() {
    DeadLetter deadLetter =
        new DeadLetter(
            "../../x",
            "evt_1",
            "t",
            null,
            null,
            null,
            "2023-11-14T22:13:25Z",
            "",
            "",
            1,
            DeadLetter.JSON,
            BODY);

    assertThat(deadLetter.fileName()).matches("[A-Za-z0-9_-]+\\.json");
  }

  @Test
  void timeWithAnOffsetIsReadAsTheInstant() throws IOException {
    String json =
        new String(deadLetter("evt_1").toJson(), StandardCharsets.UTF_8)
            .replace("2023-11-14T22:13:20Z", "2023-11-14T23:13:20+01:00");

    assertThat(DeadLetter.fromJson(json.getBytes(StandardCharsets.UTF_8)).created())
        .isEqualTo("2023-11-14T22:13:20Z");
  }

  @Test
  void fileNamesDifferWhenIdsDoAndOnlyThen() {
    assertThat(deadLetter("a/b").fileName()).isNotEqualTo(deadLetter("a:b").fileName());
    assertThat(deadLetter("x".repeat(200) + "1").fileName())
        .isNotEqualTo(deadLetter("x".repeat(200) + "2").fileName());
    assertThat(deadLetter("a/b").fileName()).isEqualTo(deadLetter("a/b").fileName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[]",
        "null",
        "{}",
        "{\"source\":1}",
        "{\"source\":\"elsewhere\",\"id\":\"1\",\"type\":\"t\",\"data_base64\":\"e30=\"}",
        "{\"source\":\"/webhooks/groq\",\"id\":\"1\",\"type\":\"t\",\"data\":{}}",
        "{\"source\":\"/webhooks/groq\",\"id\":\"1\",\"type\":\"t\",\"data_base64\":\"*\"}",
        "{\"source\":\"/webhooks/groq\",\"id\":\"1\",\"type\":\"t\",\"data_base64\":\"e30=\",\"time\":\"noon\"}"
      })
  void whatIsNoDeadLetterIsRefusedInWords(String json) {
    assertThatThrownBy(() -> DeadLetter.fromJson(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void messageOfAnyExceptionCanBeWritten() throws Exception {
    String hostile = "line 1\nline 2\t\u0000 \uFFFF \uD83D half";

    CloudEvent event = new JsonFormat().deserialize(written(new Exception(hostile)));

    assertThat(event.getExtension("errormessage"))
        .isEqualTo("line 1 line 2" + " ".repeat(7) + "half");
    assertThat(event.getExtension("attempts")).hasToString("1");
  }

  @Test
  void longMessageIsCutBetweenCharacters() throws Exception {
    String message =
        DeadLetter.fromJson(written(new Exception("x" + "😀".repeat(3000)))).errorMessage();

    assertThat(message).startsWith("x😀😀").endsWith("😀");
    assertThat(message.codePointCount(0, message.length())).isEqualTo(2000);
  }

  @Test
  void exceptionWithoutMessageCanBeWritten() throws Exception {
    CloudEvent event = new JsonFormat().deserialize(written(new IllegalStateException()));

    assertThat(event.getExtension("errorclass")).isEqualTo("java.lang.IllegalStateException");
    assertThat(event.getExtension("errormessage")).isNull();
  }

  @Test
  void messageThatIsNoEventCanBeWritten() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(camel);
      new WriteDeadLetter(List.of()).process(exchange);

      CloudEvent event = new JsonFormat().deserialize(exchange.getMessage().getBody(byte[].class));
      assertThat(event.getId()).isEqualTo(exchange.getExchangeId());
      assertThat(event.getType()).isEqualTo("unknown");
      assertThat(event.getSource()).hasToString("/webhooks/unknown");
    }
  }

  private static byte @Nullable [] written(Exception failure) throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(camel);
      exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
      exchange.getMessage().setBody(BODY);
      exchange.getMessage().setHeader(EventHeaders.SOURCE, "groq");
      exchange.getMessage().setHeader(EventHeaders.ID, "evt_1");
      exchange.getMessage().setHeader(EventHeaders.TYPE, "resource.created");
      new WriteDeadLetter(List.of()).process(exchange);
      return exchange.getMessage().getBody(byte[].class);
    }
  }
}
