package io.groqwebhooks.queue;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class QueueDepthsTest {

  private final CamelContext camel = new DefaultCamelContext();
  private final QueueDepths depths = new QueueDepths(camel, () -> null, new Lanes(Set.of()));

  @BeforeAll
  static void silenceClients() {
    // Kafka's tells all its settings whenever one is made.
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.ERROR);
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  private QueueDepth depth(String endpoint) {
    return depths.of(List.of(endpoint)).get(endpoint);
  }

  @Test
  void whatWaitsInThisProcessIsCounted() {
    camel.getEndpoint("seda:events?size=10");
    camel.start();
    assertThat(depth("seda:events?size=10")).isEqualTo(new QueueDepth("seda:events", 0L, null));
    ProducerTemplate template = camel.createProducerTemplate();
    template.sendBody("seda:events?size=10", "1");
    template.sendBody("seda:events?size=10", "2");
    assertThat(depth("seda:events?size=10")).isEqualTo(new QueueDepth("seda:events", 2L, null));
  }

  @Test
  void whatIsElsewhereIsNotKnownAndItsOptionsAreNotShown() {
    camel.getEndpoint("jms:queue:events?selector=secret");
    assertThat(depth("jms:queue:events?selector=secret"))
        .isEqualTo(new QueueDepth("jms:queue:events", null, "not known here; its broker tells"));
    assertThat(depth("amqps://user:secret@host/events?x=y"))
        .isEqualTo(new QueueDepth("amqps://host/events", null, "not known; no route uses it"));
  }

  @Test
  void nobodyWaitsForLongForBrokersThatAreAway() {
    List<String> away =
        List.of("kafka:a?brokers=192.0.2.1:9092", "kafka:b?brokers=192.0.2.2:9092&groupId=b");
    away.forEach(camel::getEndpoint);

    long begun = System.nanoTime();
    assertThat(depths.of(away).values())
        .hasSize(2)
        .allSatisfy(
            depth -> {
              assertThat(depth.waiting()).isNull();
              assertThat(depth.unknown()).startsWith("not known; its broker does not");
            });
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }
}
