package io.groqwebhooks.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an IDE shows to someone who types {@code webhooks.} in a properties file. */
class MetadataTest {

  private static JsonNode properties;

  @BeforeAll
  static void read() throws Exception {
    Path classes =
        Path.of(WebhookSettings.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    properties =
        new ObjectMapper()
            .readTree(classes.resolve("META-INF/spring-configuration-metadata.json").toFile())
            .path("properties");
  }

  @Test
  void everySettingIsDescribedAndNothingElse() {
    Set<String> described = new HashSet<>();
    for (JsonNode property : properties) {
      String name = property.path("name").asText();
      assertThat(property.path("description").asText()).as(name).isNotBlank();
      assertThat(described.add(name)).as(name).isTrue();
    }
    assertThat(described)
        .isEqualTo(
            SettingsReader.names(WebhookSettings.ROOT, WebhookSettings.class).stream()
                .map(name -> name.replaceFirst("\\.\\*\\..*", ""))
                .collect(Collectors.toSet()));
  }

  @Test
  void theDefaultsAreThoseOfTheRecords() {
    Map<String, String> described = new TreeMap<>();
    for (JsonNode property : properties) {
      if (property.has("defaultValue")) {
        described.put(property.path("name").asText(), property.path("defaultValue").asText());
      }
    }
    assertThat(described).hasSize(26);
    assertThat(new SettingsReader(described::get, described.keySet()).read())
        .isEqualTo(new SettingsReader(name -> null, List.of()).read());
  }
}
