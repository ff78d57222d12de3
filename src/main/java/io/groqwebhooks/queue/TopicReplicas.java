package io.groqwebhooks.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Warns at the start of a Kafka topic that one broker of several has alone: with that broker its
 * events are away, and with its disk they are lost, although the sender was told otherwise. Nobody
 * waits for it: brokers are asked in the background, and again for some minutes, as they may be
 * away and the topic may not be there yet.
 */
final class TopicReplicas implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PAUSE_SECONDS = 5;
  private static final int MOST_ATTEMPTS = 24;

  private final ScheduledExecutorService asking =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            Thread daemon = new Thread(runnable, "webhook-topic-replicas");
            daemon.setDaemon(true);
            return daemon;
          });

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    CamelContext camel = event.getApplicationContext().getBean(CamelContext.class);
    Set<String> asked = new HashSet<>();
    for (Endpoint endpoint : camel.getEndpoints()) {
      if (endpoint instanceof KafkaEndpoint kafka) {
        KafkaConfiguration configuration = kafka.getConfiguration();
        // The route that sends and the one that handles have an endpoint each.
        if (asked.add(configuration.getBrokers() + " " + configuration.getTopic())) {
          askSoon(configuration, 1);
        }
      }
    }
  }

  private void askSoon(KafkaConfiguration kafka, int attempt) {
    var unused =
        asking.schedule(
            () -> ask(kafka, attempt), attempt == 1 ? 0 : PAUSE_SECONDS, TimeUnit.SECONDS);
  }

  private void ask(KafkaConfiguration kafka, int attempt) {
    try (Admin admin = Admin.create(KafkaLag.settings(kafka, PATIENCE))) {
      int brokers = get(admin.describeCluster().nodes()).size();
      List<String> topics = List.of(kafka.getTopic().split(","));
      for (TopicDescription topic : get(admin.describeTopics(topics).allTopicNames()).values()) {
        check(topic, brokers);
      }
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.debug("How many replicas {} has is not known", kafka.getTopic(), e);
      if (attempt < MOST_ATTEMPTS && !asking.isShutdown()) {
        askSoon(kafka, attempt + 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T get(KafkaFuture<T> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void check(TopicDescription topic, int brokers) {
    boolean alone =
        topic.partitions().stream()
            .map(partition -> partition.replicas())
            .mapToInt(Collection::size)
            .anyMatch(replicas -> replicas == 1);
    if (alone && brokers > 1) {
      LOG.warn(
          "The Kafka topic {} has one replica, though there are {} brokers: while one of them is"
              + " away, events are refused or wait, and those on its disk are lost with it. Give the"
              + " topic a replication factor of {} and min.insync.replicas=2.",
          topic.name(),
          brokers,
          Math.min(brokers, 3));
    }
  }

  @Override
  public void destroy() {
    asking.shutdownNow();
  }
}
