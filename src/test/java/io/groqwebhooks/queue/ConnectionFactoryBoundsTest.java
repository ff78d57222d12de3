package io.groqwebhooks.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.autoconfigure.BoundSettings;
import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.mock.env.MockEnvironment;

class ConnectionFactoryBoundsTest {

  @Test
  void aBusyConsumerLeavesQueuedEventsToTheOthers() throws Exception {
    EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    broker.setConfiguration(
        new ConfigurationImpl()
            .setPersistenceEnabled(false)
            .setSecurityEnabled(false)
            .setJMXManagementEnabled(false)
            .addAcceptorConfiguration("vm", "vm://38"));
    broker.start();
    CachingConnectionFactory connections =
        new CachingConnectionFactory(new ActiveMQConnectionFactory("vm://38"));
    new ConnectionFactoryBounds(() -> BoundSettings.of(new MockEnvironment()))
        .postProcessAfterInitialization(connections, "jmsConnectionFactory");
    try (Connection connection = connections.createConnection()) {
      connection.start();
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      Queue queue = session.createQueue("events");
      for (int i = 0; i < 10; i++) {
        session.createProducer(queue).send(session.createTextMessage("event " + i));
      }
      session.commit();
      MessageConsumer busy = session.createConsumer(queue);
      assertThat(busy.receive(5000)).isNotNull();

      Session other = connection.createSession(true, Session.SESSION_TRANSACTED);
      MessageConsumer idle = other.createConsumer(queue);
      for (int i = 1; i < 10; i++) {
        assertThat(idle.receive(5000)).as("event %d", i).isNotNull();
      }
    } finally {
      connections.destroy();
      broker.stop();
    }
  }
}
