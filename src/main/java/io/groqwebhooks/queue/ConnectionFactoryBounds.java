package io.groqwebhooks.queue;

import io.groqwebhooks.settings.WebhookSettings;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * Bounds what a request waits for a broker that is away, since Artemis waits thirty seconds for
 * every call, and what an event waits for a consumer that is busy.
 */
final class ConnectionFactoryBounds implements BeanPostProcessor {

  private final Supplier<WebhookSettings> settings;

  /** Settings are asked for when there is a factory: processors of beans come before all beans. */
  ConnectionFactoryBounds(Supplier<WebhookSettings> settings) {
    this.settings = settings;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean instanceof CachingConnectionFactory caching
        && caching.getTargetConnectionFactory() instanceof ActiveMQConnectionFactory artemis) {
      Duration timeout = settings.get().queue().timeout();
      artemis.setCallTimeout(timeout.toMillis());
      artemis.setCallFailoverTimeout(timeout.toMillis());
      // An event is bytes or text. What deserializes a stranger's object runs his code, or never
      // ends.
      artemis.setDeserializationDenyList("*");
      // A new connection is made for the next event; this one is answered 503 now.
      artemis.setInitialConnectAttempts(1);
      artemis.setReconnectAttempts(0);
      // It is waited for after the only attempt, too.
      artemis.setRetryInterval(1);
      // An event is fetched when a handler is free for it. By default a consumer fetches a megabyte
      // ahead, which waits for it alone while others are idle; and what a killed receiver has
      // fetched counts as delivered, which Artemis drops by default after ten times.
      artemis.setConsumerWindowSize(0);
      // By itself a session asks the broker before each event whether there is such a queue.
      artemis.setCacheDestinations(true);
      // A lane is another receiver's when its consumer has really been closed.
      caching.setCacheConsumers(false);
      return new OneConnectionAtATime(caching, timeout);
    }
    return bean;
  }
}
