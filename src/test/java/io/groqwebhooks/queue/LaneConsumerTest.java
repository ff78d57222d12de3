package io.groqwebhooks.queue;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;

class LaneConsumerTest {

  private static final Duration TURN = Duration.ofMinutes(1);

  private final AtomicLong now = new AtomicLong();

  /** Or else two receivers would take turns with all lanes, and not share them. */
  @Test
  void turnsEndAtDifferentTimes() throws Exception {
    EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    broker.setConfiguration(
        new ConfigurationImpl()
            .setPersistenceEnabled(false)
            .setSecurityEnabled(false)
            .addAcceptorConfiguration("vm", "vm://38"));
    broker.start();
    try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory("vm://38");
        Connection connection = connections.createConnection();
        Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
      List<LaneConsumer> consumers = new ArrayList<>();
      Queue queue = new Queue(session);
      for (int i = 0; i < 40; i++) {
        consumers.add(new LaneConsumer(TURN, queue, now::get));
      }
      int first = queue.made;

      now.addAndGet(TURN.dividedBy(2).toNanos());
      assertThat(first).isEqualTo(40);
      assertThat(madeAnew(queue, consumers)).isBetween(5, 35);
      now.addAndGet(TURN.dividedBy(2).plusNanos(1).toNanos());
      madeAnew(queue, consumers);
      assertThat(queue.made - first).isEqualTo(40);
    } finally {
      broker.stop();
    }
  }

  private static int madeAnew(Queue queue, List<LaneConsumer> consumers) throws JMSException {
    int before = queue.made;
    for (LaneConsumer consumer : consumers) {
      consumer.receiveNoWait();
    }
    return queue.made - before;
  }

  private static final class Queue implements LaneConsumer.Place {

    private final Session session;
    private int made;

    Queue(Session session) {
      this.session = session;
    }

    @Override
    public MessageConsumer consumer() throws JMSException {
      made++;
      return session.createConsumer(session.createQueue("lane"));
    }

    @Override
    public Semaphore permits() {
      return new Semaphore(1);
    }

    @Override
    public boolean isRunning() {
      return true;
    }

    @Override
    public void giveBack() {}

    @Override
    public void leave() {}
  }
}
