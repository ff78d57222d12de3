package io.groqwebhooks.cli;

import io.groqwebhooks.event.Batch;
import io.groqwebhooks.event.BodyLayout;
import io.groqwebhooks.event.EnvelopeReader;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.InvalidEventException;
import io.groqwebhooks.event.VerifiedRequest;
import io.groqwebhooks.signature.SignedRequest;
import io.groqwebhooks.source.Sender;
import io.groqwebhooks.source.VerifiedDelivery;
import io.groqwebhooks.source.WebhookRequest;
import java.util.ArrayList;
import java.util.List;

/** Shows which events a receiver would read out of a delivery. */
final class SampleEvents {

  private final Sender sender;
  private final EnvelopeReader reader;

  SampleEvents(Sender sender) {
    this.sender = sender;
    this.reader = new EnvelopeReader(sender.layout());
  }

  /**
   * The events, each as a line.
   *
   * @throws InvalidEventException if the delivery holds no usable event
   */
  List<String> read(WebhookRequest request) throws InvalidEventException {
    BodyLayout layout = sender.body();
    String contentType = request.header("Content-Type");
    if (!layout.accepts(contentType)) {
      throw new InvalidEventException("its content type is " + contentType);
    }
    SignedRequest signed = sender.scheme().read(sender.values(request), request.body());
    VerifiedRequest delivery = new VerifiedDelivery(request, signed);
    byte[] json = sender.json(request, signed);
    Batch batch = layout.batch();
    if (batch == null) {
      return List.of(line(reader.read(json, delivery)));
    }
    List<String> lines = new ArrayList<>();
    for (Batch.Element element : batch.read(json)) {
      lines.add(line(reader.read(element.body(), element.in(delivery))));
    }
    return lines.isEmpty() ? List.of("It holds no event, and is accepted.") : lines;
  }

  private static String line(EventEnvelope event) {
    return "Event "
        + event.id()
        + " of type "
        + event.type()
        + (event.created() == null ? "" : ", created " + event.created())
        + (event.subject() == null ? "" : ", about " + event.subject());
  }
}
