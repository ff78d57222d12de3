package io.groqwebhooks.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.autoconfigure.BoundSettings;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class LanesTest {

  private final Lanes lanes = new Lanes(Set.of("events"));

  @ParameterizedTest
  @CsvSource({
    "jms:queue:events, events",
    "jms:events, events",
    "jms:queue:events?timeToLive=1, events",
    "jms://queue:events, events",
    "jms:queue://a.b-c, a.b-c",
    "jms:queue:{{my.queue}}, events",
    "jms:queue:{{none:events}}?timeToLive=1, events",
    "jms:topic:events,",
    "jms:queue:address::events,",
    "jms:temp-queue:events,",
    "kafka:events,",
    "seda:events,",
    "direct:events,",
  })
  void queuesOfSourcesHaveLanes(String dispatch, String queue) throws Exception {
    MockEnvironment environment =
        new MockEnvironment().withProperty("webhooks.sources.acme.dispatch", dispatch);

    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.getPropertiesComponent().addInitialProperty("my.queue", "events");
      assertThat(
              Lanes.of(BoundSettings.of(environment), camel::resolvePropertyPlaceholders).queues())
          .isEqualTo(queue == null ? Set.of() : Set.of(queue));
    }
  }

  @Test
  void aGroupAlwaysWaitsInTheSameLane() {
    // What waits in a broker must be found again by the next version.
    assertThat(lanes.of("events", "groq:acct_1")).isEqualTo("events.lane.8");
    assertThat(lanes.of("events", "stripe:cus_1")).isEqualTo("events.lane.6");
  }

  @Test
  void whatHasNoGroupAndWhatGoesElsewhereWaitsInItsQueue() {
    assertThat(lanes.of("events", null)).isNull();
    assertThat(lanes.of("others", "groq:acct_1")).isNull();
    assertThat(lanes.of("others")).isEmpty();
  }

  @Test
  void groupsAreSpreadOverAllLanes() {
    assertThat(IntStream.range(0, 200).mapToObj(i -> lanes.of("events", "groq:acct_" + i)))
        .containsAll(lanes.of("events"));
  }

  @Test
  void lanesAreKnownByTheirNames() {
    assertThat(lanes.all()).hasSize(Lanes.COUNT).allMatch(lanes::include);
    assertThat(lanes.include("events")).isFalse();
    assertThat(lanes.include("others.lane.1")).isFalse();
  }
}
