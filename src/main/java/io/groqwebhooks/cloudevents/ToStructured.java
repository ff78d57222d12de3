package io.groqwebhooks.cloudevents;

import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.spi.DataTypeTransformer;

/**
 * Makes a message a CloudEvent in structured mode: a JSON document that holds attributes and data.
 * The event's own headers stay. Safe for use by several threads.
 */
@DataTypeTransformer(
    name = "webhook:cloudevents-structured",
    description = "A webhook event as a CloudEvent in structured mode, a JSON document")
public final class ToStructured extends ToCloudEvent {

  @Override
  String transform(Message message) throws InvalidPayloadException {
    message.setBody(CloudEvent.structured(message));
    return CloudEvent.STRUCTURED;
  }
}
