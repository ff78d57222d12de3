package io.groqwebhooks.queue;

import io.groqwebhooks.event.EventHeaders;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.jms.MessageCreatedStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events of one subject a message group, of which a broker gives one message after the
 * other, and all to one consumer. An event without a subject is in no group, so that any consumer
 * that is free may have it. Stateless.
 */
final class MessageGroup implements MessageCreatedStrategy {

  /** JMS's own property for it, and the header by which a route sets another group. */
  private static final String PROPERTY = "JMSXGroupID";

  /** The group that the message belongs to, or null if it is in none. */
  static @Nullable String of(org.apache.camel.Message message) {
    return message.getHeader(PROPERTY) instanceof String chosen
        ? chosen
        : SubjectKey.of(
            message.getHeader(EventHeaders.SOURCE, String.class),
            message.getHeader(EventHeaders.SUBJECT, String.class));
  }

  @Override
  public void onMessageCreated(
      Message message, Session session, Exchange exchange, @Nullable Throwable cause) {
    String group = of(exchange.getMessage());
    if (group == null) {
      return;
    }
    try {
      message.setStringProperty(PROPERTY, group);
    } catch (JMSException e) {
      throw RuntimeCamelException.wrapRuntimeCamelException(e);
    }
  }
}
