package io.groqwebhooks.standalone;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * Bounds what a request waits for a broker that is away, since Artemis waits thirty seconds for
 * every call, and what an event waits for a consumer that is busy.
 */
final class ConnectionFactoryBounds implements BeanPostProcessor {

  private final Environment environment;

  ConnectionFactoryBounds(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean instanceof CachingConnectionFactory caching
        && caching.getTargetConnectionFactory() instanceof ActiveMQConnectionFactory artemis) {
      long timeout =
          DurationStyle.detectAndParse(environment.getProperty("webhooks.queue.timeout", "5s"))
              .toMillis();
      artemis.setCallTimeout(timeout);
      artemis.setCallFailoverTimeout(timeout);
      // A new connection is made for the next event; this one is answered 503 now.
      artemis.setInitialConnectAttempts(1);
      artemis.setReconnectAttempts(0);
      // By default a consumer fetches a megabyte of events ahead, which then wait for it alone
      // while others are idle: after an outage, thousands for the first one to come back.
      artemis.setConsumerWindowSize(0);
    }
    return bean;
  }
}
