package io.groqwebhooks.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.receiver.Receiver;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What endpoints without options are like, with the starters of Camel and Spring in place. */
@CamelSpringBootTest
@DirtiesContext
@ActiveProfiles("queue")
@SpringBootTest(
    classes = Receiver.class,
    useMainMethod = UseMainMethod.ALWAYS,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "webhooks.sources.groq.secrets=whsec_test",
      "webhooks.queue.concurrency=3",
      "webhooks.queue.timeout=1500ms"
    })
class QueueConfigurationTest {

  @TempDir private static Path folder;

  @Autowired private CamelContext camel;
  @Autowired private ObjectProvider<ComponentCustomizer> customizers;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("webhooks.claims.file", () -> folder.resolve("claims").toString());
    registry.add(
        "spring.artemis.embedded.data-directory", () -> folder.resolve("artemis").toString());
  }

  @Test
  void queueIsConsumedByAsManyAsConfiguredAndAcknowledgedAfterTheHandler() {
    JmsConfiguration jms =
        camel.getEndpoint("jms:queue:groq-events", JmsEndpoint.class).getConfiguration();

    assertThat(jms.getAcknowledgementModeName()).isEqualTo("CLIENT_ACKNOWLEDGE");
    assertThat(jms.isDeliveryPersistent()).isTrue();
    assertThat(jms.getConcurrentConsumers()).isEqualTo(3);
  }

  @Test
  void topicIsCommittedByTheRouteAndWrittenInBoundedTime() {
    KafkaConfiguration kafka = camel.getComponent("kafka", KafkaComponent.class).getConfiguration();

    assertThat(kafka.isAutoCommitEnable()).isFalse();
    assertThat(kafka.isAllowManualCommit()).isTrue();
    assertThat(kafka.getRequestRequiredAcks()).isEqualTo("all");
    assertThat(kafka.getDeliveryTimeoutMs()).isEqualTo(1500);
    assertThat(kafka.getConsumersCount()).isEqualTo(3);
  }

  /** Were the order left to chance, the two tests above would fail only now and then. */
  @Test
  void settingsAreMadeAfterThoseOfCamelsStarters() {
    camel.getComponent("jms", JmsComponent.class);

    assertThat(customizers.orderedStream().toList())
        .filteredOn(each -> each.getClass().getName().startsWith("org.apache.camel.component"))
        .hasSizeGreaterThan(1)
        .allSatisfy(starter -> assertThat(starter.getOrder()).isLessThan(ours().getOrder()));
  }

  private ComponentCustomizer ours() {
    return camel.getRegistry().lookupByNameAndType("receiverJms", ComponentCustomizer.class);
  }
}
