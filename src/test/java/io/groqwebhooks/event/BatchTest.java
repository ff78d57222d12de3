package io.groqwebhooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several events in one delivery. */
class BatchTest {

  private static List<String> read(String path, String body) throws InvalidEventException {
    return Batch.parse(path, 3, Set.of()).read(body.getBytes(StandardCharsets.UTF_8)).stream()
        .map(event -> new String(event.body(), StandardCharsets.UTF_8))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "root|[{\"a\" : 1.0},  {\"b\":\"é]}\"} ]|{\"a\" : 1.0};{\"b\":\"é]}\"}",
        "root|[]|",
        "root|{\"a\":1}|{\"a\":1}",
        "/events|{\"x\":[{\"n\":0}],\"events\":[{\"a\":1}],\"y\":2}|{\"a\":1}",
        "/events|{\"events\":null}|",
        "/data/events|{\"data\":{\"events\":[{\"a\":1}]},\"events\":[{\"b\":1}]}|{\"a\":1}",
        "/entry/*/changes|{\"entry\":[{\"changes\":[{\"a\":1},{\"b\":1}]},{\"changes\":[{\"c\":1}]}]}"
            + "|{\"a\":1};{\"b\":1};{\"c\":1}",
        "/entry/*/changes|{\"entry\":[]}|",
      })
  void eachEventIsItsOwnBytes(String path, String body, String events) throws Exception {
    assertThat(String.join(";", read(path, body))).isEqualTo(events == null ? "" : events);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "root|1|The body is not an array",
        "root|[1]|The body holds what is no object",
        "root|[{}] []|The body holds more than one JSON value",
        "root|[{},{},{},{}]|The body holds more than 3 events",
        "root|[{}|The body is not valid JSON",
        "/events|{\"x\":1}|Field 'events' is missing",
        "/entry/*/changes|{\"entry\":[{}]}|Field 'entry.*.changes' is missing",
        "/events|[]|Field 'events' is not an array of objects",
        "/events|{\"events\":{}}|Field 'events' is not an array",
        "/events|{\"events\":[],\"events\":[]}|Field 'events' stands twice",
        "/events|{\"events\":[[{}]]}|Field 'events' holds what is no object",
      })
  void whatIsNoBatchIsRefused(String path, String body, String problem) {
    assertThatThrownBy(() -> read(path, body))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage(problem);
  }

  @Test
  void depthIsBounded() {
    assertThatThrownBy(() -> read("root", "[".repeat(100_000)))
        .isInstanceOf(InvalidEventException.class);
    assertThatThrownBy(() -> read("/x", "{\"a\":" + "[".repeat(300) + "]".repeat(300) + "}"))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("nests deeper");
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "/events", "/entry/*/changes", "/a/b"})
  void whatIsWrappedIsRead(String path) throws Exception {
    byte[] body =
        Batch.parse(path, 3, Set.of()).wrap("{\"a\":1}".getBytes(StandardCharsets.UTF_8), "s");
    assertThat(read(path, new String(body, StandardCharsets.UTF_8))).containsExactly("{\"a\":1}");
  }

  @Test
  void whatIsAroundAnEventIsKeptForItWhereverItStands() throws InvalidEventException {
    Batch batch = Batch.parse("/entry/*/changes", 9, Set.of("id", "object"));
    String body =
        """
        {"id":"root","entry":[
          {"changes":[{"a":1},{"a":2}],"id":"first"},
          {"id":7,"time":1,"changes":[{"a":3}]},
          {"id":{"id":"no"},"changes":[{"a":4}]}],
         "object":"page"}""";

    List<Batch.Element> events = batch.read(body.getBytes(StandardCharsets.UTF_8));
    assertThat(events)
        .extracting(event -> event.outer("id"))
        .containsExactly("first", "first", "7", "root");
    assertThat(events).extracting(event -> event.outer("object")).containsOnly("page");
    assertThat(events).extracting(event -> event.outer("time")).containsOnlyNulls();
  }

  @Test
  void theSubjectOfAReplayedEventIsAroundItAgain() throws InvalidEventException {
    Batch batch = Batch.parse("/entry/*/changes", 9, Set.of("id"));

    byte[] body = batch.wrap("{\"a\":1}".getBytes(StandardCharsets.UTF_8), "a \"b\"");
    assertThat(batch.read(body).get(0).outer("id")).isEqualTo("a \"b\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "events", "/"})
  void whatIsNoPathIsRefused(String path) {
    assertThatThrownBy(() -> Batch.parse(path, 3, Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
