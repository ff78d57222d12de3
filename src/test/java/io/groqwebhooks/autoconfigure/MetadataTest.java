package io.groqwebhooks.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** What an IDE shows to someone who types {@code webhooks.} in a properties file. */
class MetadataTest {

  @Test
  void everySettingIsDescribed() throws Exception {
    URI classes =
        WebhookProperties.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    JsonNode metadata =
        new ObjectMapper()
            .readTree(
                Path.of(classes).resolve("META-INF/spring-configuration-metadata.json").toFile());
    List<String> described = new ArrayList<>();
    for (JsonNode property : metadata.path("properties")) {
      assertThat(property.path("description").asText())
          .as(property.path("name").asText())
          .isNotBlank();
      described.add(property.path("name").asText());
    }
    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            settings("webhooks", WebhookProperties.class).toList());
  }

  private static Stream<String> settings(String prefix, Class<?> type) {
    return Stream.of(BeanUtils.getPropertyDescriptors(type))
        .filter(property -> property.getWriteMethod() != null)
        .flatMap(
            property -> {
              String name = prefix + "." + DataObjectPropertyName.toDashedForm(property.getName());
              Class<?> of = property.getPropertyType();
              return of.getEnclosingClass() == WebhookProperties.class
                  ? settings(name, of)
                  : Stream.of(name);
            });
  }
}
