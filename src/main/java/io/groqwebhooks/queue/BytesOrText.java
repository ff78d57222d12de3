package io.groqwebhooks.queue;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.apache.camel.component.jms.DefaultJmsMessageListenerContainer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes bytes and text from queues, and nothing else: Camel reads an object before the first step
 * of a route, and reading it may run a stranger's code, or never end. A message of another kind
 * becomes one without content, which is kept as a dead letter, because its place in the queue is
 * given back only when it is dealt with.
 */
class BytesOrText extends DefaultJmsMessageListenerContainer {

  private static final Logger LOG = LoggerFactory.getLogger(BytesOrText.class);

  private final JmsEndpoint endpoint;

  BytesOrText(JmsEndpoint endpoint) {
    super(endpoint, endpoint.isAllowReplyManagerQuickStop());
    this.endpoint = endpoint;
  }

  /** Refuses options by which events would be lost. */
  @Override
  public void initialize() {
    // Without a transaction, an event would be acknowledged while it is being handled.
    refuseIf(endpoint.isAsyncConsumer() && !isSessionTransacted(), "asyncConsumer");
    super.initialize();
  }

  final void refuseIf(boolean wrong, String option) {
    if (wrong) {
      throw new IllegalArgumentException(
          "Events would be lost or left in the queue "
              + getDestinationName()
              + " if a route consumed it with the option "
              + option);
    }
  }

  @Override
  protected void invokeListener(Session session, Message message) throws JMSException {
    boolean readable = message instanceof BytesMessage || message instanceof TextMessage;
    if (!readable) {
      LOG.warn(
          "A message that is neither bytes nor text is not read: {}", message.getJMSMessageID());
    }
    super.invokeListener(session, readable ? message : empty(session));
  }

  private static Message empty(Session session) throws JMSException {
    BytesMessage empty = session.createBytesMessage();
    // From now on it is read.
    empty.reset();
    return empty;
  }
}
