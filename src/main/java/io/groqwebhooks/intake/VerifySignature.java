package io.groqwebhooks.intake;

import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.signature.SignedRequest;
import io.groqwebhooks.signature.Verification;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first step of the Kamelet: lets a request pass only if its signature is the source's, and
 * replaces everything that came with it by the sender's bytes and headers of our own.
 */
public final class VerifySignature extends IntakeStep {

  /** The header in which Camel's HTTP components for servlets pass the request on. */
  private static final String HTTP_SERVLET_REQUEST = "CamelHttpServletRequest";

  /** For a person who looks for an error; what is not verified is never logged. */
  private static final Logger BODIES = LoggerFactory.getLogger("webhooks.body");

  private final Clock clock = Clock.systemUTC();

  @Override
  public void process(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    ReceivedRequest request = ReceivedRequest.of(exchange);
    Delivery delivery = Delivery.begin(exchange, source(), listeners(), request);
    if (request == null && message.getHeader(HTTP_SERVLET_REQUEST) != null) {
      // By a forward, say: nobody has bounded the request.
      delivery.refuse(exchange, Outcome.NOT_RUNNING, "not by the way of the intake");
      return;
    }
    Function<String, @Nullable String> headers;
    byte[] body;
    if (request == null) {
      headers = name -> message.getHeader(name) instanceof String value ? value : null;
      body = message.getBody() == null ? new byte[0] : message.getMandatoryBody(byte[].class);
    } else {
      headers = request::header;
      body = request.body();
    }
    SignedRequest signed = source().verifier().read(headers, body);
    Verification verification = source().verifier().verify(signed);
    if (verification != Verification.VALID) {
      delivery.refuse(exchange, Outcome.REJECTED, verification.label());
      return;
    }
    if (BODIES.isDebugEnabled()) {
      BODIES.debug("{}: {}", source().name(), new String(body, StandardCharsets.UTF_8));
    }
    delivery.verified(VerifiedDelivery.keep(signed, source().envelopes().headers(), headers));
    message.getHeaders().clear();
    message.setBody(body);
    message.setHeader(EventHeaders.SOURCE, source().name());
    message.setHeader(
        EventHeaders.RECEIVED_AT, Instant.now(clock).truncatedTo(ChronoUnit.MILLIS).toString());
  }
}
