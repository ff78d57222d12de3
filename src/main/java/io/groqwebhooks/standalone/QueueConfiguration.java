package io.groqwebhooks.standalone;

import io.groqwebhooks.autoconfigure.WebhookProperties;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.serde.ToStringKafkaHeaderDeserializer;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Makes the endpoints {@code jms:queue:...} and {@code kafka:...} durable queues without options:
 * an event is confirmed when the broker has written it, and stays there until its handler is done.
 */
@Configuration(proxyBeanMethods = false)
class QueueConfiguration {

  /** Persistent messages are JMS's default; a transaction around the handler is not. */
  @Bean
  ComponentCustomizer receiverJms(WebhookProperties properties) {
    return ComponentCustomizer.forType(
        JmsComponent.class,
        jms -> {
          jms.setTransacted(true);
          jms.setLazyCreateTransactionManager(false);
          jms.setCacheLevelName("CACHE_CONSUMER");
          jms.setConcurrentConsumers(properties.getQueue().getConcurrency());
        });
  }

  @Bean
  ComponentCustomizer receiverKafka(WebhookProperties properties) {
    int timeout = Math.toIntExact(properties.getQueue().getTimeout().toMillis());
    return ComponentCustomizer.forType(
        KafkaComponent.class,
        component -> {
          KafkaConfiguration kafka = component.getConfiguration();
          kafka.setValueSerializer(ByteArraySerializer.class.getName());
          kafka.setValueDeserializer(ByteArrayDeserializer.class.getName());
          kafka.setHeaderDeserializer(new ToStringKafkaHeaderDeserializer());
          kafka.setRequestRequiredAcks("all");
          // Kafka's own bounds are a minute for finding the cluster and two for a write.
          kafka.setMaxBlockMs(timeout);
          kafka.setRequestTimeoutMs(timeout);
          kafka.setDeliveryTimeoutMs(timeout);
          kafka.setLingerMs(0);
          kafka.setGroupId("groq-webhooks");
          kafka.setAutoOffsetReset("earliest");
          // Offsets are committed when the handlers of a poll have finished, so that a poll is kept
          // short.
          kafka.setAutoCommitEnable(false);
          kafka.setBreakOnFirstError(true);
          kafka.setMaxPollRecords(16);
          kafka.setConsumersCount(properties.getQueue().getConcurrency());
        });
  }

  @Bean
  EmbeddedBroker receiverBroker() {
    return new EmbeddedBroker();
  }

  @Bean
  static ConnectionFactoryBounds receiverConnectionFactoryBounds(Environment environment) {
    return new ConnectionFactoryBounds(environment);
  }
}
