package io.groqwebhooks.forward;

import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.signature.Digests;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step of the Kamelet {@code signed-webhook-sink}: posts the message's body to a target, and
 * leaves the message as it is. What fails is for the error handler of the route that uses the
 * Kamelet, which begins with this step again, and thus with a fresh time and signature. Safe for
 * use by several threads once it is initialized.
 */
public final class SendToTarget extends ServiceSupport implements Processor, CamelContextAware {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  private static final String JSON = "application/json";

  /** Camel's telemetry, where there is any, puts them into the message for the next step. */
  private static final Set<String> TRACE = Set.of("traceparent", "tracestate");

  /** The attributes of a CloudEvent in binary mode. */
  private static final String CLOUD_EVENT = "ce-";

  private @Nullable CamelContext camelContext;
  private @Nullable String targetName;
  private @Nullable Target target;
  private Duration longestInRequest = Duration.ZERO;
  private Duration longestWait = Duration.ZERO;

  /** The name of the target, set by the Kamelet. */
  public void setTarget(String name) {
    this.targetName = name;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  @Override
  public @Nullable CamelContext getCamelContext() {
    return camelContext;
  }

  @Override
  protected void doInit() {
    if (camelContext == null || targetName == null) {
      throw new IllegalStateException(
          "The step of the Kamelet signed-webhook-sink was used outside of it");
    }
    Registry registry = camelContext.getRegistry();
    target = Targets.in(camelContext).get(targetName);
    WebhookSettings settings = registry.findSingleByType(WebhookSettings.class);
    longestInRequest = settings.retry().maxDelay();
    longestWait = settings.queue().retryTimeout();
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    Target to = target;
    if (to == null) {
      throw new IllegalStateException("The Kamelet signed-webhook-sink is not initialized");
    }
    Answer answer =
        to.send(
            envelope(exchange),
            message.getMandatoryBody(byte[].class),
            contentType(message),
            passedOn(message));
    if (!answer.isDone()) {
      throw refusal(exchange, answer);
    }
  }

  private TargetRefusedException refusal(Exchange exchange, Answer answer) {
    String name = String.valueOf(targetName);
    if (answer.isGone()) {
      LOG.error(
          "The target {} is gone (410): it wants no more events. Remove the step that sends to it,"
              + " or correct its url.",
          name);
    }
    Duration wait = answer.retryAfter();
    if (wait == null || !answer.isWorthRetrying()) {
      return new TargetRefusedException(name, answer.status());
    }
    // Camel's error handler waits that long before it tries the step again.
    exchange
        .getIn()
        .setHeader(
            Exchange.REDELIVERY_DELAY,
            (wait.compareTo(longestWait) > 0 ? longestWait : wait).toMillis());
    return wait.compareTo(longestInRequest) > 0
        ? new RetryLaterException(name, answer.status(), wait)
        : new TargetRefusedException(name, answer.status());
  }

  /** The event's, of a message that has any; or else one by which the message is recognized. */
  private static EventEnvelope envelope(Exchange exchange) {
    Message message = exchange.getMessage();
    String id = message.getHeader(EventHeaders.ID, String.class);
    String type = message.getHeader(EventHeaders.TYPE, String.class);
    return new EventEnvelope(
        sendable(id == null ? messageId(exchange) : id),
        sendable(type == null ? "event" : type),
        created(message.getHeader(EventHeaders.CREATED, String.class)),
        message.getHeader(EventHeaders.SUBJECT, String.class));
  }

  /** A Kamelet works with a copy of the exchange, which may be another at each attempt. */
  private static String messageId(Exchange exchange) {
    String original = exchange.getProperty(Exchange.CORRELATION_ID, String.class);
    return original == null ? exchange.getExchangeId() : original;
  }

  /** What a header cannot carry as it is, its digest stands for. */
  private static String sendable(String text) {
    return isVisible(text)
        ? text
        : "sha256-" + Digests.sha256Hex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable Instant created(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String contentType(Message message) {
    String type = message.getHeader(Exchange.CONTENT_TYPE, String.class);
    return type == null || type.isBlank() ? JSON : type;
  }

  /** The headers of the message that are meant for whoever gets it next. */
  private static Map<String, String> passedOn(Message message) {
    Map<String, String> headers = new HashMap<>();
    message
        .getHeaders()
        .forEach(
            (name, value) -> {
              boolean meant = TRACE.contains(name) || name.startsWith(CLOUD_EVENT);
              if (meant && value instanceof String text && isVisible(text)) {
                headers.put(name, text);
              }
            });
    return headers;
  }

  private static boolean isVisible(String text) {
    return text.chars().allMatch(character -> character > ' ' && character < 0x7f);
  }
}
