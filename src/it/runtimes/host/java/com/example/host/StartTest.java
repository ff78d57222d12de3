package com.example.host;

import static com.example.host.Host.SECRET;
import static com.example.host.Host.SOURCE;
import static com.example.host.Host.claims;
import static com.example.host.Host.event;
import static com.example.host.Host.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application started in other ways. */
class StartTest {

  @TempDir Path folder;

  @Test
  void withoutASourceNothingHappens() throws Exception {
    Path file = folder.resolve("none");
    try (Host plain = Host.start("--host.webhooks=false", claims(file))) {
      assertThat(plain.deliver(event(newId())).statusCode()).isEqualTo(404);
      assertThat(plain.get("/own").body()).isEqualTo("own");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aRouteWithoutItsSourceIsToldWhichSettingIsMissing() {
    assertThatThrownBy(() -> Host.start(claims(folder)).close())
        .rootCause()
        .hasMessageContaining("no webhook source 'groq': set GROQ_WEBHOOK_SECRET");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--server.servlet.context-path=/shop", "--spring.mvc.servlet.path=/shop"})
  void theSourceFollowsTheApplicationsPaths(String setting) throws Exception {
    try (Host moved = Host.start("--GROQ_WEBHOOK_SECRET=" + SECRET, setting, claims(folder))) {
      String id = newId();
      assertThat(moved.deliver("/shop/webhooks/groq", event(id), SECRET).body())
          .isEqualTo("{\"received\":true}");
      assertThat(moved.webhooks().handled).containsExactly(id);
      assertThat(
              moved
                  .deliver("/shop/webhooks/groq", event("x".repeat(1 << 20)), SECRET)
                  .statusCode())
          .isEqualTo(413);
    }
  }
}
