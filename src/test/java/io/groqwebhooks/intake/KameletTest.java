package io.groqwebhooks.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.testing.KameletContract;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class KameletTest extends KameletContract {

  KameletTest() throws IOException {
    super("verified-webhook-source", "source");
  }

  @Test
  void theHeadersOfAMessageAreDescribed() {
    assertThat(kamelet.at("/spec/dataTypes/out/headers").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            EventHeaders.SOURCE,
            EventHeaders.ID,
            EventHeaders.TYPE,
            EventHeaders.CREATED,
            EventHeaders.SUBJECT,
            EventHeaders.RECEIVED_AT);
  }

  /** Camel 4.22 converts bodies to it. */
  @Test
  void noDataTypeIsTheDefault() {
    assertThat(kamelet.at("/spec/dataTypes/out/default").isMissingNode()).isTrue();
  }
}
