package io.groqwebhooks.intake;

import io.groqwebhooks.event.Challenge;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.event.InvalidEventException;
import io.groqwebhooks.event.OriginalEvent;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The second step of the Kamelet: reads id, type and time of creation out of verified bytes into
 * headers, and keeps the event as it came.
 */
public final class ReadEnvelope extends IntakeStep {

  @Override
  public void process(Exchange exchange) {
    Message message = exchange.getMessage();
    AnswerAfterRoute answer = AnswerAfterRoute.of(exchange);
    byte[] body = message.getBody(byte[].class);
    EventEnvelope envelope;
    try {
      envelope = source().envelopes().read(body, answer.delivery());
    } catch (InvalidEventException e) {
      Challenge challenge = source().sender().challenge();
      String text = challenge == null ? null : challenge.read(body);
      if (text == null) {
        answer.refuse(exchange, Outcome.INVALID, String.valueOf(e.getMessage()));
      } else {
        answer.challenge(exchange, text);
      }
      return;
    }
    answer.delivery().identify(envelope);
    // What the body was just found to be. Other systems refuse a request that does not say it.
    message.setHeader(Exchange.CONTENT_TYPE, HttpAnswer.CONTENT_TYPE);
    message.setHeader(EventHeaders.ID, envelope.id());
    message.setHeader(EventHeaders.TYPE, envelope.type());
    if (envelope.created() != null) {
      message.setHeader(EventHeaders.CREATED, envelope.created().toString());
    }
    // In place of what the request's own headers may have looked like before it was verified.
    OriginalEvent.keep(exchange);
  }
}
