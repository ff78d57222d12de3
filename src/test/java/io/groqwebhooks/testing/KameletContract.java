package io.groqwebhooks.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What each Kamelet is to tools that read it and do not run it. */
public abstract class KameletContract {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([A-Za-z0-9-._]+)}}");

  private final String name;
  private final String type;
  protected final JsonNode kamelet;
  private final JsonNode definition;
  private final JsonNode template;

  /**
   * @param type source or sink
   */
  protected KameletContract(String name, String type) throws IOException {
    this.name = name;
    this.type = type;
    kamelet = yaml("kamelets/" + name + ".kamelet.yaml");
    definition = kamelet.at("/spec/definition");
    template = kamelet.at("/spec/template");
  }

  private static JsonNode yaml(String resource) throws IOException {
    try (InputStream in = KameletContract.class.getClassLoader().getResourceAsStream(resource)) {
      return new YAMLMapper().readTree(in);
    }
  }

  @Test
  final void isWhatTheDefinitionOfKameletsAllows() throws IOException {
    JsonNode version = yaml("camel.apache.org_kamelets.yaml").at("/spec/versions/0");
    JsonNode schema = version.at("/schema/openAPIV3Schema");
    assertThat(schema.at("/properties/spec/properties/template").isObject()).isTrue();
    forbidUnknownFields(schema);
    JsonSchema validator =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
    assertThat(validator.validate(kamelet)).isEmpty();
    assertThat(kamelet.path("apiVersion").asText())
        .isEqualTo("camel.apache.org/" + version.path("name").asText());
  }

  /** Kubernetes drops fields that it does not know, so that a misspelt one would go unnoticed. */
  private static void forbidUnknownFields(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && object.path("type").asText().equals("object")
        && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      object.put("additionalProperties", false);
    }
    schema.forEach(KameletContract::forbidUnknownFields);
  }

  // From here, the rules of the Kamelet catalog; but its provider has to be the Apache Software
  // Foundation.

  @Test
  final void isNamedByItsType() {
    JsonNode metadata = kamelet.path("metadata");
    assertThat(metadata.path("name").asText()).isEqualTo(name);
    assertThat(metadata.path("labels").path("camel.apache.org/kamelet.type").asText())
        .isEqualTo(type);
    for (String annotation :
        new String[] {
          "kamelet.icon", "catalog.version", "provider", "kamelet.group", "kamelet.namespace"
        }) {
      assertThat(metadata.path("annotations").path("camel.apache.org/" + annotation).asText())
          .as(annotation)
          .isNotBlank();
    }
    assertThat(definition.path("title").asText())
        .endsWith(" " + Character.toUpperCase(type.charAt(0)) + type.substring(1));
    assertThat(definition.path("description").asText()).isNotBlank();
    assertThat(definition.path("type").asText()).isEqualTo("object");
  }

  @Test
  final void everyParameterIsExplained() {
    assertThat(definition.path("properties")).isNotEmpty();
    for (JsonNode property : definition.path("properties")) {
      assertThat(property.path("title").asText()).isNotBlank().doesNotMatch("(The|A|An) .*");
      assertThat(property.path("description").asText()).isNotBlank();
      assertThat(property.path("type").asText()).isNotBlank();
      assertThat(property.path("example").asText()).isNotBlank();
    }
    for (JsonNode required : definition.path("required")) {
      assertThat(definition.path("properties").has(required.asText())).isTrue();
    }
  }

  @Test
  final void everyParameterIsUsedAndEveryUsedOneIsThere() {
    Set<String> there = new HashSet<>();
    definition.path("properties").fieldNames().forEachRemaining(there::add);
    template.path("beans").forEach(bean -> there.add(bean.path("name").asText()));
    Set<String> used = new HashSet<>();
    Matcher matcher = PLACEHOLDER.matcher(template.toString());
    while (matcher.find()) {
      used.add(matcher.group(1));
    }
    assertThat(used).containsExactlyInAnyOrderElementsOf(there);
  }

  @Test
  final void whatItNeedsIsNamedWithVersions() {
    Set<String> dependencies = new HashSet<>();
    kamelet.at("/spec/dependencies").forEach(dependency -> dependencies.add(dependency.asText()));
    Set<String> components = new HashSet<>();
    for (String step : new String[] {"uri", "to"}) {
      for (String uri : template.findValuesAsText(step)) {
        // A step is written as its URI, or has a member of that name.
        if (!uri.isEmpty()) {
          components.add("camel:" + uri.substring(0, uri.indexOf(':')));
        }
      }
    }
    assertThat(components).contains("camel:kamelet");
    assertThat(dependencies)
        .containsAll(components)
        .anyMatch(name -> name.matches("mvn:io\\.groqwebhooks:groq-webhooks-camel:\\d[^${}]*"));
    assertThat(
            kamelet.at("/metadata/annotations").path("camel.apache.org/catalog.version").asText())
        .matches("\\d+\\.\\d+\\.\\d+");
  }

  // What the catalog does not ask for.

  @Test
  final void noSecretIsAParameter() {
    assertThat(definition.path("properties").fieldNames())
        .toIterable()
        .noneMatch(name -> name.matches("(?i).*(secret|key|password|token).*"));
    assertThat(definition.path("description").asText())
        .containsIgnoringCase("secrets are no parameter");
  }
}
