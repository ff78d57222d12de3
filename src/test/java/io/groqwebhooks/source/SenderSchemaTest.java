package io.groqwebhooks.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groqwebhooks.settings.SenderSettings;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema that editors use says what is checked when a file is read. */
class SenderSchemaTest {

  private static final Map<String, JsonNode> PROPERTIES = new TreeMap<>();

  static {
    try (InputStream schema =
        SenderFiles.class.getResourceAsStream("/META-INF/groq-webhooks/sender.schema.json")) {
      collect("", new ObjectMapper().readTree(schema));
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static void collect(String prefix, JsonNode group) {
    for (Map.Entry<String, JsonNode> property : group.path("properties").properties()) {
      String name = prefix + property.getKey();
      if (property.getValue().has("properties")) {
        collect(name + ".", property.getValue());
      } else {
        PROPERTIES.put(name, property.getValue());
      }
    }
  }

  @Test
  void itHasTheVocabularyAndDescribesIt() {
    assertThat(PROPERTIES.keySet()).isEqualTo(new TreeSet<>(SenderSettings.names()));
    assertThat(PROPERTIES.values())
        .allSatisfy(property -> assertThat(property.path("description").asText()).isNotBlank());
  }

  static Iterable<Map.Entry<String, Set<String>>> choices() {
    return SenderReader.choices().entrySet();
  }

  @ParameterizedTest
  @MethodSource("choices")
  void itHasTheWordsThatAreKnown(Map.Entry<String, Set<String>> choice) {
    JsonNode property = PROPERTIES.get(choice.getKey());
    assertThat(property).as(choice.getKey()).isNotNull();
    TreeSet<String> words = new TreeSet<>();
    JsonNode one = property.path("oneOf").isArray() ? property.path("oneOf").get(0) : property;
    one.path("enum").forEach(word -> words.add(word.asText()));
    assertThat(words).isEqualTo(new TreeSet<>(choice.getValue()));
  }
}
