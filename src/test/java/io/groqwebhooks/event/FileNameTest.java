package io.groqwebhooks.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

  private final FileName names = new FileName();

  @Test
  void anIdThatIsAFileNameStaysAsItIs() {
    assertThat(names.of("evt_123-abc")).isEqualTo("evt_123-abc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b/c",
        "../x",
        "/etc/passwd",
        "C:\\x",
        ".hidden",
        "..",
        "a b",
        "日本語",
        "EVT_1",
        "nul",
        "com1",
        "${x}"
      })
  void anyOtherIdIsHarmlessAndCanBeRecognised(String id) {
    String name = names.of(id);
    assertThat(name).matches("[A-Za-z0-9_-]+-[0-9a-f]{32}");
    Path folder = Path.of("folder");
    assertThat(folder.resolve(name).normalize().getParent()).isEqualTo(folder);
    assertThat(name).startsWith(id.replaceAll("[^A-Za-z0-9_-]", "_"));
  }

  @Test
  void aNameIsShortWhateverTheId() {
    assertThat(names.of("x".repeat(256))).hasSizeLessThan(120);
  }

  @Test
  void routesNameFilesByTheBean(@TempDir Path folder) throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.getRegistry().bind("webhookFileName", names);
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:event").to("file:" + folder + "?fileName=${bean:webhookFileName}.json");
            }
          });
      camel.start();
      try (ProducerTemplate template = camel.createProducerTemplate()) {
        for (String id : List.of("evt_1", "../../x")) {
          template.sendBodyAndHeader("direct:event", "{}", EventHeaders.ID, id);
        }
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("evt_1.json", names.of("../../x") + ".json");
    }
  }

  @Test
  void noTwoIdsShareAName() {
    List<String> ids =
        List.of(
            "a/b",
            "a.b",
            "a_b",
            "A_b",
            // The name of "a/b", taken for an id.
            names.of("a/b"),
            "x".repeat(256),
            "x".repeat(255),
            "");
    assertThat(ids.stream().map(names::of).map(name -> name.toLowerCase(Locale.ROOT)))
        .doesNotHaveDuplicates();
  }
}
