package io.groqwebhooks.intake;

import io.groqwebhooks.event.Batch;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.event.InvalidEventException;
import io.groqwebhooks.event.OriginalEvent;
import io.groqwebhooks.event.ProvenJson;
import io.groqwebhooks.event.VerifiedRequest;
import io.groqwebhooks.source.Handshake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;

/**
 * The second step of the Kamelet: reads id, type and time of creation out of verified bytes into
 * headers, and keeps the event as it came. Where a delivery holds several events, they become the
 * exchange property {@code WebhookEvents}, a list with a message for each.
 */
public final class ReadEnvelope extends IntakeStep {

  private static final String EVENTS = "WebhookEvents";

  @Override
  public void process(Exchange exchange) {
    Message message = exchange.getMessage();
    AnswerAfterRoute answer = AnswerAfterRoute.of(exchange);
    Delivery delivery = answer.delivery();
    // What the body is found to be here. Other systems refuse a request that does not say it.
    message.setHeader(Exchange.CONTENT_TYPE, HttpAnswer.CONTENT_TYPE);
    try {
      byte[] body = delivery.json();
      message.setBody(body);
      Handshake.Answer handshake = delivery.handshake(body);
      if (handshake != null) {
        if (handshake.confirmed()) {
          answer.handshake(exchange, handshake);
        } else {
          answer.refuse(exchange, Outcome.UNAVAILABLE, "the sender cannot be confirmed");
        }
        return;
      }
      Batch batch = source().sender().body().batch();
      if (batch == null) {
        EventEnvelope envelope = source().envelopes().read(body, delivery.verified());
        delivery.identify(envelope);
        put(envelope, message);
        ProvenJson.keep(exchange, body);
        // In place of what the request's own headers may have looked like before it was verified.
        if (delivery.isForm()) {
          OriginalEvent.keep(exchange, delivery.body(), source().queued());
        } else {
          OriginalEvent.keep(exchange);
        }
      } else {
        exchange.setProperty(EVENTS, events(batch.read(body), message, delivery));
      }
    } catch (InvalidEventException e) {
      answer.refuse(exchange, Outcome.INVALID, String.valueOf(e.getMessage()));
    }
  }

  private List<Message> events(List<Batch.Element> elements, Message message, Delivery delivery)
      throws InvalidEventException {
    List<Message> events = new ArrayList<>(elements.size());
    Set<String> ids = new HashSet<>();
    VerifiedRequest verified = delivery.verified();
    delivery.holds(elements.size());
    for (Batch.Element element : elements) {
      EventEnvelope envelope = source().envelopes().read(element.body(), element.in(verified));
      if (elements.size() == 1) {
        delivery.identify(envelope);
      }
      // What the whole delivery has, or what is the same twice, tells no two events apart.
      String id = envelope.id();
      for (int i = 1; !ids.add(id); i++) {
        id = envelope.id() + ":" + i;
      }
      Message event = new DefaultMessage(message.getExchange().getContext());
      event.setHeaders(new HashMap<>(message.getHeaders()));
      event.setBody(element.body());
      put(new EventEnvelope(id, envelope.type(), envelope.created(), envelope.subject()), event);
      events.add(event);
    }
    return events;
  }

  private static void put(EventEnvelope envelope, Message message) {
    message.setHeader(EventHeaders.ID, envelope.id());
    message.setHeader(EventHeaders.TYPE, envelope.type());
    if (envelope.created() != null) {
      message.setHeader(EventHeaders.CREATED, envelope.created().toString());
    }
    if (envelope.subject() != null) {
      message.setHeader(EventHeaders.SUBJECT, envelope.subject());
    }
  }
}
