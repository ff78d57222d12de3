package com.example.host;

import static com.example.host.Host.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Where what the jar needs is not there: run without Camel. */
@ExtendWith(OutputCaptureExtension.class)
class AsideTest {

  @Test
  void theApplicationStartsAllTheSame(CapturedOutput output) throws Exception {
    assertThatThrownBy(() -> Class.forName("org.apache.camel.CamelContext"))
        .isInstanceOf(ClassNotFoundException.class);
    try (Host host = Host.start("--host.webhooks=false", SOURCE)) {
      assertThat(host.get("/own").body()).isEqualTo("own");
      assertThat(host.context().getBeanNamesForType(Object.class))
          .noneMatch(name -> name.startsWith("webhook"));
    }
    assertThat(output).containsOnlyOnce("No webhooks can be received here");
  }
}
