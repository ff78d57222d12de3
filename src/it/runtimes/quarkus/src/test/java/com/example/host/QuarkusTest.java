package com.example.host;

import static com.example.host.Sender.event;
import static com.example.host.Sender.newId;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of Quarkus alone. */
class QuarkusTest {

  @TempDir Path folder;

  @Test
  void aSecretInTheEnvironmentIsEnough() throws Exception {
    String id = newId();
    try (Host host = Host.startWithVariable(Sender.SECRET, Host.claims(folder))) {
      assertThat(host.deliver(event(id)).body()).isEqualTo("{\"received\":true}");
      assertThat(host.handled()).containsExactly(id);
      assertThat(host.log()).contains(id, "Received host.opened").doesNotContain(Sender.SECRET);
    }
    // What was handled before a restart is known after it.
    try (Host host = Host.startWithVariable(Sender.SECRET, Host.claims(folder))) {
      assertThat(host.deliver(event(id)).body())
          .isEqualTo("{\"received\":true,\"duplicate\":true}");
    }
  }

  @Test
  void withoutASourceItSaysWhatToSet() throws Exception {
    assertThat(Host.startThatEnds())
        .contains("there is no webhook source: set GROQ_WEBHOOK_SECRET");
  }

  @Test
  void aWrongSettingEndsTheStart() throws Exception {
    assertThat(Host.startThatEnds(Host.SOURCE, "--webhooks.sources.groq.tolerance=soon"))
        .contains("webhooks.sources.groq.tolerance")
        .doesNotContain(Sender.SECRET);
  }

  @Test
  void anApplicationThatReadsAllBodiesFirstReceivesThem() throws Exception {
    String id = newId();
    String forged = newId();
    try (Host host =
        Host.start(Host.SOURCE, Host.claims(folder), "--host.reads-bodies-first=true", "--webhooks.max-in-flight=1")) {
      assertThat(host.deliver(event(id)).body()).isEqualTo("{\"received\":true}");
      assertThat(host.deliver(Sender.PATH, event(forged), "whsec_other").statusCode()).isEqualTo(401);
      assertThat(host.deliver(event("x".repeat(1 << 20))).statusCode()).isEqualTo(413);
      assertThat(host.deliver(event(id)).body())
          .isEqualTo("{\"received\":true,\"duplicate\":true}");
      assertThat(host.handled()).containsExactly(id);
    }
  }
}
