package io.groqwebhooks.queue;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.apache.activemq.artemis.jms.client.JMSExceptionHelper;
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
    return !topic && real(session) instanceof ActiveMQSession && lanes.include(name)
        ? ActiveMQDestination.createQueue(name + "?exclusive=true&auto-delete=false")
        : super.resolveDestinationName(session, name, topic);
  }

  /**
   * Whether the lane has become such a queue; another broker than Artemis is not asked.
   *
   * @throws JMSException if the broker does not answer
   */
  static boolean isExclusive(Session session, String lane) throws JMSException {
    if (!(real(session) instanceof ActiveMQSession artemis)) {
      return true;
    }
    try {
      return Boolean.TRUE.equals(
          artemis.getCoreSession().queueQuery(SimpleString.of(lane)).isExclusive());
    } catch (ActiveMQException e) {
      throw JMSExceptionHelper.convertFromActiveMQException(e);
    }
  }

  private static @Nullable Session real(@Nullable Session session) {
    return session instanceof SessionProxy proxy ? proxy.getTargetSession() : session;
  }
}
