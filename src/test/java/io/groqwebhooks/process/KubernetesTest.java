package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The manifests, by the types that Kubernetes' Java client has been made of Kubernetes' schema. */
class KubernetesTest {

  private static final Path FILE = Path.of("src/main/deploy/kubernetes.yaml");
  private static final String TYPES = "io.kubernetes.client.openapi.models.V1";

  private static List<JsonObject> manifests(String text) {
    return StreamSupport.stream(new Yaml().loadAll(text).spliterator(), false)
        .map(document -> new Gson().toJsonTree(document).getAsJsonObject())
        .toList();
  }

  /** Throws an IllegalArgumentException if it has a field that is not there, or lacks one. */
  private static void check(JsonObject manifest) {
    String kind = manifest.get("kind").getAsString();
    try {
      Class.forName(TYPES + kind)
          .getMethod("validateJsonElement", JsonElement.class)
          .invoke(null, manifest);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(kind + ": " + e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(kind + " is no kind of its version 1", e);
    }
  }

  @Test
  void eachIsAsTheSchemaHasIt() throws IOException {
    List<JsonObject> manifests = manifests(Files.readString(FILE));
    assertThat(manifests)
        .extracting(manifest -> manifest.get("kind").getAsString())
        .contains("Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy", "ConfigMap");
    manifests.forEach(KubernetesTest::check);
  }

  @Test
  void aFieldThatIsNotThereIsFound() throws IOException {
    String wrong =
        Files.readString(FILE).replace("readOnlyRootFilesystem", "readOnlyRootFileSystem");
    assertThatThrownBy(() -> manifests(wrong).forEach(KubernetesTest::check))
        .hasMessageContaining("readOnlyRootFileSystem");
  }

  @Test
  void aPodHasTheTimeThatItsPreStopAndTheReceiverTakeToEnd() throws IOException {
    JsonObject pod =
        manifests(Files.readString(FILE)).stream()
            .filter(manifest -> manifest.get("kind").getAsString().equals("Deployment"))
            .map(deployment -> deployment.getAsJsonObject("spec").getAsJsonObject("template"))
            .map(template -> template.getAsJsonObject("spec"))
            .findFirst()
            .orElseThrow();
    int preStop =
        pod.getAsJsonArray("containers")
            .get(0)
            .getAsJsonObject()
            .getAsJsonObject("lifecycle")
            .getAsJsonObject("preStop")
            .getAsJsonObject("sleep")
            .get("seconds")
            .getAsInt();
    assertThat(pod.get("terminationGracePeriodSeconds").getAsInt())
        .isGreaterThanOrEqualTo(preStop + 45);
  }
}
