package io.groqwebhooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Envelopes that do not stand at the top of the body. */
class EnvelopeLayoutTest {

  private record Request(Map<String, String> headers) implements VerifiedRequest {

    @Override
    public String header(String name) {
      return headers.get(name);
    }

    @Override
    public String signedId() {
      return "signed";
    }

    @Override
    public String contentDigest() {
      return "d1935d";
    }
  }

  private static EnvelopeLayout layout(String id, String type, String... created) {
    return new EnvelopeLayout(
        Place.parse(id.replace(' ', ','), ":", true),
        Place.parse(type, ".", true),
        created.length == 0 ? List.of() : Place.parse(String.join(",", created), "", true));
  }

  private static EventEnvelope read(EnvelopeLayout layout, String body) throws Exception {
    return new EnvelopeReader(layout)
        .read(
            body.getBytes(StandardCharsets.UTF_8),
            new Request(Map.of("X-Id", "h1", "X-Type", "h2", "X-Time", "1700000000", "X-No", "")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a/id|/a/b/type|{'a':{'b':{'type':'t'},'id':'i'}}|i|t",
        "/a/id|/a/b/type|{'a':{'x':[{'id':'no'}],'id':'i','b':{'c':{},'type':'t'}},'id':'no'}|i|t",
        "/a~1b/~0id|/t|{'a/b':{'~id':'i'},'t':'t'}|i|t",
        "/id|/type|{'id':42,'type':7}|42|7",
        "header:X-Id|header:X-Type|{}|h1|h2",
        "header:X-None digest|/type|{'type':'t'}|sha256-d1935d|t",
        "header:X-No digest|/type|{'type':'t'}|sha256-d1935d|t",
        "/id digest|/type|{'type':'t'}|sha256-d1935d|t",
        "/id digest|/type|{'type':'t','id':'i'}|i|t",
        "/id header:X-Id|/type|{'type':'t','id':'i'}|i|t",
        "/a|/a/b|{'a':'i'}|none|none"
      })
  void partsAreReadWhereverTheyStand(
      String id, String type, String body, String readId, String readType) throws Exception {
    EnvelopeLayout layout = layout(id, type);
    String json = body.replace('\'', '"');
    if (readId.equals("none")) {
      assertThatThrownBy(() -> read(layout, json))
          .isInstanceOf(InvalidEventException.class)
          .hasMessage("Field 'a.b' is missing");
    } else {
      assertThat(read(layout, json)).isEqualTo(new EventEnvelope(readId, readType, null));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':{'id':'i'},'a':{'id':'j'},'type':'t'}",
        "{'a':{'id':'i','id':'j'},'type':'t'}",
        "{'a':{},'a':{'id':'j'},'type':'t'}",
        // What is no object on the way, and the last value is what many parsers take.
        "{'a':{'id':'i'},'a':5,'type':'t'}",
        "{'a':null,'a':{'id':'i'},'type':'t'}"
      })
  void partThatStandsTwiceIsRefused(String body) {
    assertThatThrownBy(() -> read(layout("/a/id", "/type"), body.replace('\'', '"')))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("stands twice");
  }

  @Test
  void timeOfCreationMayComeInAHeader() throws Exception {
    assertThat(read(layout("header:X-Id", "header:X-Type", "header:X-Time"), "{}").created())
        .isEqualTo(Instant.ofEpochSecond(1_700_000_000));
  }

  @Test
  void headerThatForgesALogLineIsRefused() {
    assertThatThrownBy(
            () ->
                new EnvelopeReader(layout("header:X-Id", "header:X-Id"))
                    .read(new byte[] {'{', '}'}, new Request(Map.of("X-Id", "a\u2028b"))))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("Header 'X-Id' holds a control character");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "id", "/", "header:", "header:a b", "header", "Digest", "$.id"})
  void whatIsNoPlaceIsRefused(String text) {
    assertThatThrownBy(() -> Place.parse(text, ":", true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/id|/type|/created|{'n':1}|{'id':'i','type':'t','created':5,'data':{'n':1}}",
        "/data/id|/event/type|/event/at|{'n':1}|{'event':{'type':'t','at':5},'data':{'id':'i','n':1}}",
        "/data/id|/data/type|/data/at|{ }|{'data':{'id':'i','type':'t','at':5}}",
        "header:X-Id|header:X-Type|/at|{'n':1}|{'n':1}"
      })
  void whatIsWrittenIsRead(String id, String type, String created, String data, String expected)
      throws Exception {
    EnvelopeWriter writer = new EnvelopeWriter(layout(id, type, created));
    EventEnvelope envelope = new EventEnvelope("i", "t", Instant.ofEpochSecond(5));

    byte[] body = writer.body(envelope, data.replace('\'', '"'));

    assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo(expected.replace('\'', '"'));
    EventEnvelope read =
        new EnvelopeReader(layout(id, type, created))
            .read(body, new Request(writer.headers(envelope)));
    assertThat(read.id() + read.type()).isEqualTo("it");
  }

  @Test
  void headersOfAReplayAreThoseOfTheFirstDelivery() {
    EnvelopeLayout joined =
        new EnvelopeLayout(
            Place.parse("header:X-Id + header:X-Topic", ":", true),
            List.of(Place.header("X-Topic")),
            List.of());

    assertThat(new EnvelopeWriter(joined).headers(new EventEnvelope("i:a/b", "a/b", null)))
        .containsOnly(entry("X-Topic", "a/b"), entry("X-Id", "i"));
  }

  @Test
  void dataThatCannotHoldTheEnvelopeIsRefused() {
    assertThatThrownBy(
            () ->
                new EnvelopeWriter(layout("/data/id", "/type"))
                    .body(new EventEnvelope("i", "t", null), "[]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be a JSON object");
  }
}
