package io.groqwebhooks.queue;

import io.groqwebhooks.settings.WebhookSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.component.jms.ConsumerType;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.PollOnError;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory;
import org.apache.camel.component.kafka.serde.ToStringKafkaHeaderDeserializer;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Makes the endpoints {@code jms:queue:...} and {@code kafka:...} durable queues without options:
 * an event is confirmed when the broker has written it, and stays there until its handler is done.
 */
@Configuration(proxyBeanMethods = false)
public class QueueConfiguration {

  /**
   * Camel's starters customize too, and set every option they know, to its default if to nothing
   * else. Without an order it is left to chance who comes last.
   */
  private static final int AFTER_THE_STARTERS = Ordered.LOWEST;

  private static final int RECORDS_OF_A_POLL = 16;

  private static final Duration TURN = Duration.ofMinutes(1);

  @Bean
  Lanes receiverLanes(WebhookSettings settings, CamelContext camel) {
    return Lanes.of(settings, camel::resolvePropertyPlaceholders);
  }

  /** Camel finds its components by such names. */
  @Bean("jms-component")
  @Lazy
  LanedQueues receiverLanedQueues(Lanes lanes) {
    return new LanedQueues(lanes);
  }

  /**
   * Persistent messages are JMS's default; that they are acknowledged after the handler is not. A
   * transaction would do so, too, but what a handler sends to other queues would be part of it, and
   * lost with a receiver that is killed when the event's claim is confirmed already.
   */
  @Bean
  ComponentCustomizer receiverJms(WebhookSettings settings, Lanes lanes) {
    return ComponentCustomizer.builder(JmsComponent.class)
        .withOrder(AFTER_THE_STARTERS)
        .build(
            jms -> {
              jms.setAcknowledgementModeName("CLIENT_ACKNOWLEDGE");
              // What a handler itself receives from a queue would acknowledge its event, too.
              jms.getConfiguration().setExposeListenerSession(false);
              jms.setLazyCreateTransactionManager(false);
              jms.setCacheLevelName("CACHE_CONSUMER");
              jms.getConfiguration().setConsumerType(ConsumerType.Custom);
              jms.setMessageListenerContainerFactory(
                  endpoint ->
                      lanes.of(endpoint.getDestinationName()).isEmpty() || endpoint.isPubSubDomain()
                          ? new BytesOrText(endpoint)
                          : new LaneConsumers(endpoint, lanes, TURN));
              jms.setDestinationResolver(new LaneDestinations(lanes));
              jms.setConcurrentConsumers(settings.queue().concurrency());
            });
  }

  @Bean
  ComponentCustomizer receiverKafka(WebhookSettings settings) {
    int timeout = Math.toIntExact(settings.queue().timeout().toMillis());
    return ComponentCustomizer.builder(KafkaComponent.class)
        .withOrder(AFTER_THE_STARTERS)
        .build(
            component -> {
              KafkaConfiguration kafka = component.getConfiguration();
              kafka.setValueSerializer(ByteArraySerializer.class.getName());
              kafka.setValueDeserializer(ByteArrayDeserializer.class.getName());
              kafka.setHeaderDeserializer(new ToStringKafkaHeaderDeserializer());
              kafka.setInterceptorClasses(EventKey.class.getName());
              kafka.setRequestRequiredAcks("all");
              // Kafka's own bounds are a minute for finding the cluster and two for a write.
              kafka.setMaxBlockMs(timeout);
              kafka.setRequestTimeoutMs(timeout);
              kafka.setDeliveryTimeoutMs(timeout);
              kafka.setLingerMs(0);
              kafka.setGroupId("groq-webhooks");
              kafka.setAutoOffsetReset("earliest");
              // Offsets are committed when a poll's handlers have finished, so polls are short.
              kafka.setAutoCommitEnable(false);
              // Without these two, Camel commits nothing at all when Kafka does not by itself.
              kafka.setAllowManualCommit(true);
              component.setKafkaManualCommitFactory(new DefaultKafkaManualCommitFactory());
              kafka.setBreakOnFirstError(true);
              // By default a poll or a commit that fails because the broker is away would go on to
              // the routes as if it were an event.
              kafka.setPollOnError(PollOnError.RECONNECT);
              kafka.setMaxPollRecords(RECORDS_OF_A_POLL);
              kafka.setMaxPollIntervalMs(longestPoll(settings));
              kafka.setConsumersCount(settings.queue().concurrency());
            });
  }

  /**
   * A consumer that handles a poll for longer is taken for dead by the brokers. A record may wait
   * for a system that is away, and then take a minute. (A process that died is noticed otherwise.)
   */
  private static int longestPoll(WebhookSettings settings) {
    Duration record = settings.queue().retryTimeout().plusMinutes(1);
    return (int) Math.min(Integer.MAX_VALUE, record.multipliedBy(RECORDS_OF_A_POLL).toMillis());
  }

  @Bean
  EmbeddedBroker receiverBroker(Lanes lanes) {
    return new EmbeddedBroker(lanes);
  }

  @Bean
  BrokerWatch receiverBrokerWatch(ObjectProvider<EmbeddedActiveMQ> broker) {
    return new BrokerWatch(broker::getIfAvailable);
  }

  /**
   * How much waits in the broker inside the receiver; of any other broker, its own metrics tell.
   */
  @Bean
  MeterBinder receiverQueueDepth(
      BrokerWatch watch, ObjectProvider<ArtemisProperties> artemis, Lanes lanes) {
    return registry -> {
      if (watch.broker() != null) {
        for (String queue : artemis.getObject().getEmbedded().getQueues()) {
          Gauge.builder(
                  "webhooks.queue.depth",
                  watch,
                  each -> {
                    Long depth = QueueDepths.count(each.broker(), queue, lanes);
                    return depth == null ? Double.NaN : depth;
                  })
              .description(
                  "Events in the queue and its lanes, those that are being handled included")
              .tag("queue", queue)
              .register(registry);
        }
      }
    };
  }

  /** How much waits in any queue, for a person who asks. */
  @Bean
  @Lazy
  QueueDepths receiverQueueDepths(CamelContext camel, BrokerWatch watch, Lanes lanes) {
    return new QueueDepths(camel, watch::broker, lanes);
  }

  @Bean
  TopicReplicas receiverTopicReplicas() {
    return new TopicReplicas();
  }

  @Bean
  static ConnectionFactoryBounds receiverConnectionFactoryBounds(
      ObjectProvider<WebhookSettings> settings) {
    return new ConnectionFactoryBounds(settings::getObject);
  }
}
