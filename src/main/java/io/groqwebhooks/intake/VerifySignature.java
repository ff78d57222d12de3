package io.groqwebhooks.intake;

import io.groqwebhooks.event.BodyLayout;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.intake.DeliveryListener.UsedSecret;
import io.groqwebhooks.signature.KeyUnavailableException;
import io.groqwebhooks.signature.SignatureVerifier;
import io.groqwebhooks.signature.SignedRequest;
import io.groqwebhooks.signature.Verification;
import io.groqwebhooks.source.Handshake;
import io.groqwebhooks.source.KnownSecret;
import io.groqwebhooks.source.SourceSecrets;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.util.CaseInsensitiveMap;
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
    Delivery delivery = Delivery.of(exchange);
    if (delivery == null) {
      // No server's end of ours has received it: the message is all there is of it.
      delivery =
          intake()
              .begin(
                  source(),
                  System.nanoTime(),
                  null,
                  (answer, late) -> answer.writeTo(exchange.getMessage()));
      AnswerAfterRoute answer = AnswerAfterRoute.begin(exchange, delivery);
      if (message.getHeader(HTTP_SERVLET_REQUEST) != null) {
        // By a forward, say: nobody has bounded the request.
        answer.refuse(exchange, Outcome.NOT_RUNNING, "not by the way of the intake");
        return;
      }
      take(message, delivery);
    } else {
      AnswerAfterRoute.begin(exchange, delivery);
    }
    Handshake.Answer handshake = delivery.unsignedHandshake();
    if (handshake != null) {
      AnswerAfterRoute.of(exchange).handshake(exchange, handshake);
      return;
    }
    boolean plainIsSigned = source().sender().body().gzip() == BodyLayout.Gzip.PLAIN_IS_SIGNED;
    if (plainIsSigned && !decompress(exchange, delivery)) {
      return;
    }
    try {
      verify(exchange, delivery);
    } catch (KeyUnavailableException e) {
      AnswerAfterRoute.of(exchange)
          .refuse(exchange, Outcome.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  private void verify(Exchange exchange, Delivery delivery) throws Exception {
    SourceSecrets.Current secrets = source().secrets().current();
    SignatureVerifier verifier = secrets.verifier();
    SignedRequest signed = verifier.read(delivery.values(), delivery.body());
    verifier.prepare(signed);
    SignatureVerifier.Result result;
    if (verifier.isCostly(signed)) {
      SignatureVerifier.Result checked = intake().costlyWork().call(() -> verifier.check(signed));
      if (checked == null) {
        AnswerAfterRoute.of(exchange)
            .refuse(exchange, Outcome.OVERLOADED, "too many signatures to verify at once");
        return;
      }
      result = checked;
    } else {
      result = verifier.check(signed);
    }
    Verification verification = result.verification();
    if (verification != Verification.VALID) {
      delivery.suspect(verification);
      AnswerAfterRoute.of(exchange).refuse(exchange, Outcome.REJECTED, verification.label());
      return;
    }
    Instant now = Instant.now(clock);
    KnownSecret secret = secrets.verified(result.secret(), now);
    if (!decompress(exchange, delivery)) {
      return;
    }
    if (!delivery.handle()) {
      AnswerAfterRoute.of(exchange)
          .refuse(exchange, Outcome.OVERLOADED, "too much is being handled at once");
      return;
    }
    Message message = exchange.getMessage();
    delivery.verified(
        signed,
        secret == null ? null : new UsedSecret(result.secret(), secret.since()),
        traceParent(message));
    if (BODIES.isDebugEnabled()) {
      BODIES.debug("{}: {}", source().name(), new String(delivery.body(), StandardCharsets.UTF_8));
    }
    message.getHeaders().clear();
    message.setBody(delivery.body());
    message.setHeader(EventHeaders.SOURCE, source().name());
    message.setHeader(EventHeaders.RECEIVED_AT, now.truncatedTo(ChronoUnit.MILLIS).toString());
  }

  /**
   * The sender's trace; where Camel traces the route, its own, which goes on with the sender's if
   * there is one: Camel's tracers put it in place of what came.
   */
  private static @Nullable String traceParent(Message message) {
    return message.getHeader(IntakeRoutes.TRACE_PARENT) instanceof String text ? text : null;
  }

  /** Returns whether the body is no longer compressed; if not, the delivery has been refused. */
  private static boolean decompress(Exchange exchange, Delivery delivery) {
    Outcome refusal = delivery.isCompressed() ? delivery.decompress() : null;
    if (refusal != null) {
      AnswerAfterRoute.of(exchange).refuse(exchange, refusal, "the body cannot be decompressed");
    }
    return refusal == null;
  }

  private static void take(Message message, Delivery delivery) throws InvalidPayloadException {
    Map<String, Object> headers = new CaseInsensitiveMap(message.getHeaders());
    delivery.take(
        name -> headers.get(name) instanceof String value ? value : null,
        message.getBody() == null ? new byte[0] : message.getMandatoryBody(byte[].class));
  }
}
