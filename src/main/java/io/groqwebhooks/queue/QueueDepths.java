package io.groqwebhooks.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.component.seda.SedaEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how much waits in the queues between acceptance and handling, where that can be known in
 * bounded time. Safe for use by several threads.
 */
public final class QueueDepths {

  private static final Logger LOG = LoggerFactory.getLogger(QueueDepths.class);

  /** How long whoever asks waits for all brokers together. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int MOST_ASKED = 16;
  private static final String ELSEWHERE = "not known here; its broker tells";
  private static final Pattern USER = Pattern.compile("//[^/@]*@");

  private final CamelContext camel;
  private final Supplier<@Nullable EmbeddedActiveMQ> broker;
  private final Lanes lanes;

  /** Asks brokers elsewhere: to find them may take long, whatever time they are given. */
  private final ThreadPoolExecutor asking;

  /**
   * @param broker gives the broker inside the receiver, or null if there is none
   */
  QueueDepths(CamelContext camel, Supplier<@Nullable EmbeddedActiveMQ> broker, Lanes lanes) {
    this.camel = camel;
    this.broker = broker;
    this.lanes = lanes;
    asking =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_ASKED),
            runnable -> {
              Thread daemon = new Thread(runnable, "webhook-queue-depths");
              daemon.setDaemon(true);
              return daemon;
            });
    asking.allowCoreThreadTimeOut(true);
  }

  /**
   * How much waits in each of these queues.
   *
   * @param endpoints where events are sent before they are handled, as settings name them
   * @return what is known of each of them
   */
  public Map<String, QueueDepth> of(Collection<String> endpoints) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Map<String, QueueDepth> known = new LinkedHashMap<>();
    Map<String, Future<Long>> asked = new LinkedHashMap<>();
    for (String uri : endpoints) {
      Endpoint endpoint = camel.hasEndpoint(camel.resolvePropertyPlaceholders(uri));
      if (endpoint instanceof KafkaEndpoint kafka) {
        try {
          asked.put(uri, asking.submit(() -> KafkaLag.of(kafka.getConfiguration(), PATIENCE)));
        } catch (RejectedExecutionException e) {
          known.put(uri, unknown(uri, "not known; too many ask"));
        }
      } else {
        known.put(uri, here(uri, endpoint));
      }
    }
    asked.forEach((uri, depth) -> known.put(uri, await(uri, depth, end)));
    return known;
  }

  private QueueDepth here(String uri, @Nullable Endpoint endpoint) {
    if (endpoint == null) {
      return unknown(uri, "not known; no route uses it");
    }
    if (endpoint instanceof SedaEndpoint seda) {
      return new QueueDepth(name(uri), (long) seda.getCurrentQueueSize(), null);
    }
    EmbeddedActiveMQ embedded = endpoint instanceof JmsEndpoint ? broker.get() : null;
    if (embedded == null || !(endpoint instanceof JmsEndpoint jms) || jms.isPubSubDomain()) {
      return unknown(uri, ELSEWHERE);
    }
    Long depth = count(embedded, jms.getDestinationName(), lanes);
    return depth == null
        ? unknown(uri, "not known; its broker has ended")
        : new QueueDepth(name(uri), depth, null);
  }

  /**
   * How many messages are in a queue of the broker inside the receiver, and in its lanes; 0 if
   * there is none yet, and null if the broker does not run.
   */
  static @Nullable Long count(@Nullable EmbeddedActiveMQ broker, String name, Lanes lanes) {
    if (broker == null || !broker.getActiveMQServer().isActive()) {
      return null;
    }
    return Stream.concat(Stream.of(name), lanes.of(name).stream())
        .map(broker.getActiveMQServer()::locateQueue)
        .filter(Objects::nonNull)
        .mapToLong(Queue::getMessageCount)
        .sum();
  }

  private static QueueDepth await(String uri, Future<Long> depth, long end) {
    try {
      return new QueueDepth(
          name(uri), depth.get(end - System.nanoTime(), TimeUnit.NANOSECONDS), null);
    } catch (TimeoutException e) {
      depth.cancel(true);
      return unknown(uri, "not known; its broker does not answer");
    } catch (ExecutionException e) {
      LOG.debug("How much waits in {} is not known", name(uri), e);
      return unknown(uri, "not known; its broker does not tell");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unknown(uri, "not known; the receiver is stopping");
    }
  }

  private static QueueDepth unknown(String uri, String why) {
    return new QueueDepth(name(uri), null, why);
  }

  /** Without options and names of users, which may hold passwords. */
  private static String name(String uri) {
    int options = uri.indexOf('?');
    return USER.matcher(options < 0 ? uri : uri.substring(0, options)).replaceFirst("//");
  }
}
