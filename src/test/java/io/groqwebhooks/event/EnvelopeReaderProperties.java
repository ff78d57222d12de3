package io.groqwebhooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class EnvelopeReaderProperties {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final List<String> TEXTS_OF_SECONDS = List.of("0", "-1", "1700000000");

  private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLayout.TOP_LEVEL);

  @Property(tries = 300)
  void agreesWithATreeOfTheSameBytes(@ForAll("events") byte[] body) throws Exception {
    JsonNode tree = MAPPER.readTree(body);

    assertThat(reader.read(body, NoHeaders.INSTANCE))
        .isEqualTo(
            new EventEnvelope(
                tree.get("id").textValue(),
                tree.get("type").textValue(),
                created(tree.path("created"))));
  }

  /** Seconds as a number, and those that a sender writes as a text. */
  private static @Nullable Instant created(JsonNode value) {
    boolean isText = value.isTextual() && TEXTS_OF_SECONDS.contains(value.textValue());
    return value.isIntegralNumber() || isText ? Instant.ofEpochSecond(value.asLong()) : null;
  }

  @Property(tries = 50)
  void refusesEveryTruncation(@ForAll("events") byte[] body) {
    for (int length = 0; length < body.length; length++) {
      byte[] truncated = Arrays.copyOf(body, length);
      assertThatThrownBy(() -> reader.read(truncated, NoHeaders.INSTANCE))
          .isInstanceOf(InvalidEventException.class);
    }
  }

  @Property
  void refusalQuotesNothingOfTheBody(@ForAll("anything") String idAndType) throws Exception {
    String marked = "w7Qz" + idAndType + "\n";
    ObjectNode event = NODES.objectNode().put("id", marked).put("type", marked);

    assertThatThrownBy(() -> reader.read(MAPPER.writeValueAsBytes(event), NoHeaders.INSTANCE))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageNotContaining("w7Qz");
    assertThatThrownBy(
            () -> reader.read(marked.getBytes(StandardCharsets.UTF_8), NoHeaders.INSTANCE))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageNotContaining("w7Qz");
  }

  @Property
  void arbitraryBytesAreRefusedWithoutAnyOtherException(@ForAll byte[] body) {
    assertThatThrownBy(() -> reader.read(body, NoHeaders.INSTANCE))
        .isInstanceOf(InvalidEventException.class);
  }

  @Provide
  Arbitrary<String> anything() {
    return Arbitraries.strings();
  }

  /** Valid events: fields in any order, between others, as compact and as indented JSON. */
  @Provide
  Arbitrary<byte[]> events() {
    Arbitrary<JsonNode> created =
        Arbitraries.oneOf(
            Arbitraries.longs().between(-4_000_000_000L, 4_000_000_000L).map(NODES::numberNode),
            Arbitraries.of(TEXTS_OF_SECONDS).map(NODES::textNode),
            values(1).filter(value -> !value.isTextual()),
            Arbitraries.of("", "soon", "1.5", "0x1").map(NODES::textNode));
    return Combinators.combine(
            names(EnvelopeReader.ID_MAX_LENGTH),
            names(EnvelopeReader.TYPE_MAX_LENGTH),
            created.injectNull(0.2),
            Arbitraries.maps(otherNames(), values(3)).ofMaxSize(5),
            Arbitraries.randoms(),
            Arbitraries.of(true, false))
        .as(
            (id, type, time, others, random, indented) -> {
              Map<String, JsonNode> fields = new HashMap<>(others);
              fields.put("id", NODES.textNode(id));
              fields.put("type", NODES.textNode(type));
              if (time != null) {
                fields.put("created", time);
              }
              List<String> order = new ArrayList<>(fields.keySet());
              Collections.shuffle(order, random);
              ObjectNode event = NODES.objectNode();
              order.forEach(name -> event.set(name, fields.get(name)));
              String json = indented ? event.toPrettyString() : event.toString();
              return json.getBytes(StandardCharsets.UTF_8);
            });
  }

  private static Arbitrary<String> names(int maxLength) {
    return Arbitraries.strings()
        .withCharRange('!', '~')
        .withCharRange('À', 'ÿ')
        .withChars('鍵', 'ж', ' ')
        .ofMinLength(1)
        .ofMaxLength(maxLength)
        .filter(name -> !name.isBlank());
  }

  private static Arbitrary<String> otherNames() {
    return Arbitraries.oneOf(
            Arbitraries.of("data", "object", "ID", "Type", "", " id", "livemode"), texts())
        .filter(name -> !List.of("id", "type", "created").contains(name));
  }

  /** Texts that UTF-8 can express. */
  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .all()
        .ofMaxLength(20)
        .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
  }

  private static Arbitrary<JsonNode> values(int depth) {
    Arbitrary<JsonNode> scalars =
        Arbitraries.oneOf(
            texts().map(NODES::textNode),
            Arbitraries.longs().between(-1_000_000, 1_000_000).map(NODES::numberNode),
            Arbitraries.doubles().map(NODES::numberNode),
            Arbitraries.of(NODES.nullNode(), NODES.booleanNode(true), NODES.booleanNode(false)));
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<JsonNode> inner = values(depth - 1);
    Arbitrary<JsonNode> arrays =
        inner
            .list()
            .ofMaxSize(4)
            .map(
                items -> {
                  ArrayNode array = NODES.arrayNode();
                  array.addAll(items);
                  return array;
                });
    Arbitrary<JsonNode> objects =
        Arbitraries.maps(Arbitraries.oneOf(Arbitraries.of("id", "type", "created"), texts()), inner)
            .ofMaxSize(4)
            .map(
                items -> {
                  ObjectNode object = NODES.objectNode();
                  object.setAll(items);
                  return object;
                });
    return Arbitraries.oneOf(scalars, arrays, objects);
  }
}
