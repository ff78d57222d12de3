package io.groqwebhooks.queue;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.connection.SessionProxy;
import org.springframework.jms.support.destination.DynamicDestinationResolver;

/**
 * Has Artemis make a lane, when it makes it, as a queue that one consumer has for itself, and the
 * next when that one has gone. Message groups alone do not keep the order: when a receiver with
 * several consumers is killed, Artemis gives most of its groups to others before it has taken back
 * the messages that were being handled. Stateless.
 */
final class LaneDestinations extends DynamicDestinationResolver {

  private final Lanes lanes;

  LaneDestinations(Lanes lanes) {
    this.lanes = lanes;
  }

  @Override
  public Destination resolveDestinationName(@Nullable Session session, String name, boolean topic)
      throws JMSException {
    Session real = session instanceof SessionProxy proxy ? proxy.getTargetSession() : session;
    return !topic && real instanceof ActiveMQSession && lanes.include(name)
        ? ActiveMQDestination.createQueue(name + "?exclusive=true")
        : super.resolveDestinationName(session, name, topic);
  }
}
