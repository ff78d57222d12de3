package io.groqwebhooks.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.KameletContract;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class KameletTest extends KameletContract {

  KameletTest() throws IOException {
    super("signed-webhook-sink", "sink");
  }

  @Test
  void whatSendsIsAmongWhatItNeeds() {
    assertThat(kamelet.at("/spec/dependencies").toString()).contains("camel:http");
  }
}
