package io.groqwebhooks.queue;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Producer;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsConstants;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.JmsProducer;
import org.apache.camel.component.jms.JmsQueueEndpoint;
import org.apache.camel.component.jms.QueueBrowseStrategy;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.SynchronousDelegateProducer;
import org.jspecify.annotations.Nullable;

/** JMS, where what is sent to a queue that has {@link Lanes} goes into its lane. */
@Component("jms")
final class LanedQueues extends JmsComponent {

  private final Lanes lanes;

  LanedQueues(Lanes lanes) {
    this.lanes = lanes;
  }

  @Override
  protected JmsEndpoint createQueueEndpoint(
      String uri,
      JmsComponent component,
      String name,
      JmsConfiguration configuration,
      QueueBrowseStrategy browsing) {
    return new JmsQueueEndpoint(uri, component, name, configuration, browsing) {
      @Override
      public Producer createProducer() {
        Producer producer = new IntoLanes(this, lanes);
        return getConfiguration().isSynchronous()
            ? new SynchronousDelegateProducer(producer)
            : producer;
      }
    };
  }

  private static final class IntoLanes extends JmsProducer {

    private final Lanes lanes;

    IntoLanes(JmsEndpoint queue, Lanes lanes) {
      super(queue);
      this.lanes = lanes;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      Message message = exchange.getIn();
      // A dynamic endpoint says the queue's name in this header, too.
      String queue = message.getHeader(JmsConstants.JMS_DESTINATION_NAME, String.class);
      String group = MessageGroup.of(message);
      String lane = lanes.of(queue == null ? getEndpoint().getDestinationName() : queue, group);
      if (lane == null) {
        return super.process(exchange, callback);
      }
      message.setHeader(JmsConstants.JMS_DESTINATION_NAME, lane);
      Object chosen = message.getHeader(MessageGroup.PROPERTY);
      message.setHeader(MessageGroup.PROPERTY, group);
      return super.process(
          exchange,
          inTime -> {
            // In another queue, all would wait there that is behind a busy group.
            restore(message, chosen);
            callback.done(inTime);
          });
    }

    private static void restore(Message message, @Nullable Object chosen) {
      if (chosen == null) {
        message.removeHeader(MessageGroup.PROPERTY);
      } else {
        message.setHeader(MessageGroup.PROPERTY, chosen);
      }
    }
  }
}
