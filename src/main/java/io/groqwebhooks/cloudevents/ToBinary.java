package io.groqwebhooks.cloudevents;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Message;
import org.apache.camel.spi.DataTypeTransformer;

/**
 * Makes a message a CloudEvent in binary mode: gives it the headers that HTTP's, Kafka's and AMQP's
 * bindings want, of which each endpoint sends those of its own. The body, and the event's own
 * headers, stay. Safe for use by several threads.
 */
@DataTypeTransformer(
    name = "webhook:cloudevents",
    description = "A webhook event as a CloudEvent in binary mode, over HTTP, Kafka or JMS")
public final class ToBinary extends ToCloudEvent {

  @Override
  String transform(Message message) {
    CloudEvent event = CloudEvent.of(message);
    event.forEach(
        (attribute, value) -> {
          String http = Binding.HTTP.prefix() + attribute;
          String kafka = Binding.KAFKA.prefix() + attribute;
          String amqp = Binding.AMQP.prefix() + attribute;
          if (value == null) {
            message.removeHeader(http);
            message.removeHeader(kafka);
            message.removeHeader(amqp);
          } else {
            message.setHeader(http, Text.inHttpHeader(value));
            // Camel would encode text as the platform does.
            message.setHeader(kafka, value.getBytes(StandardCharsets.UTF_8));
            message.setHeader(amqp, value);
          }
        });
    return event.dataContentType();
  }
}
