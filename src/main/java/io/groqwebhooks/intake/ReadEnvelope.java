package io.groqwebhooks.intake;

import io.groqwebhooks.event.EnvelopeReader;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.event.InvalidEventException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The second step of the Kamelet: reads id, type and time of creation out of verified bytes into
 * headers.
 */
public final class ReadEnvelope extends IntakeStep {

  private final EnvelopeReader reader = new EnvelopeReader();

  @Override
  public void process(Exchange exchange) {
    Message message = exchange.getMessage();
    Delivery delivery = Delivery.of(exchange);
    EventEnvelope envelope;
    try {
      envelope = reader.read(message.getBody(byte[].class));
    } catch (InvalidEventException e) {
      delivery.refuse(exchange, Outcome.INVALID, String.valueOf(e.getMessage()));
      return;
    }
    delivery.identify(envelope);
    message.setHeader(EventHeaders.ID, envelope.id());
    message.setHeader(EventHeaders.TYPE, envelope.type());
    if (envelope.created() != null) {
      message.setHeader(EventHeaders.CREATED, envelope.created().toString());
    }
  }
}
