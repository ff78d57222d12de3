package io.groqwebhooks.observe;

import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.intake.DeliveryListener;
import io.groqwebhooks.intake.Outcome;
import java.time.temporal.ChronoUnit;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One log line for every delivery: what it was, what became of it, and why; in the text, and for
 * structured logs as fields. Safe for use by several threads.
 */
public final class DeliveryLog implements DeliveryListener {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.delivery");

  @Override
  public void ended(EndedDelivery delivery) {
    EventEnvelope event = delivery.envelope();
    boolean bad = delivery.reason() != null || delivery.outcome() == Outcome.FAILED;
    boolean verified = delivery.claimed() == null;
    Level level = verified && bad ? Level.WARN : Level.INFO;
    if (!LOG.isEnabledForLevel(level)) {
      return;
    }
    // In the MDC rather than with the line, because a field that is in both breaks the JSON.
    MDC.put(EventHeaders.SOURCE, delivery.source());
    // Where nothing was verified, the MDC may hold what a stranger wrote into the request's
    // headers.
    MDC.remove(EventHeaders.ID);
    MDC.remove(EventHeaders.TYPE);
    if (event != null) {
      MDC.put(EventHeaders.ID, event.id());
      MDC.put(EventHeaders.TYPE, event.type());
    }
    try {
      log(LOG.atLevel(level), delivery, event);
    } finally {
      MDC.remove(EventHeaders.SOURCE);
      MDC.remove(EventHeaders.ID);
      MDC.remove(EventHeaders.TYPE);
    }
  }

  private static void log(
      LoggingEventBuilder line, EndedDelivery delivery, @Nullable EventEnvelope event) {
    String outcome = delivery.outcome().label();
    long millis = TimeUnit.NANOSECONDS.toMillis(delivery.durationNanos());
    String reason = delivery.reason();
    LoggingEventBuilder fields =
        line.addKeyValue("WebhookOutcome", outcome).addKeyValue("WebhookDurationMillis", millis);
    if (reason != null) {
      fields = fields.addKeyValue("WebhookReason", reason);
    }
    Claimed claimed = delivery.claimed();
    StringBuilder text = new StringBuilder(delivery.source());
    if (event != null) {
      text.append(' ').append(event.type()).append(' ').append(event.id());
    }
    text.append(": ");
    if (delivery.events() > 1) {
      text.append(delivery.events()).append(" events ");
      fields = fields.addKeyValue("WebhookEvents", delivery.events());
    }
    text.append(outcome);
    if (delivery.claimed() == null) {
      text.append(" in ").append(millis).append(" ms");
    }
    Verified verified = delivery.verified();
    UsedSecret secret = verified == null ? null : verified.secret();
    if (secret != null) {
      fields = fields.addKeyValue("WebhookSecretPosition", secret.position());
      if (secret.position() > 1) {
        // While secrets are rotated, this is what says that an old one is still in use.
        text.append(" (secret ").append(secret.position()).append(", known since ");
        text.append(secret.since().truncatedTo(ChronoUnit.SECONDS)).append(')');
      }
    }
    if (reason != null) {
      text.append(": ").append(reason);
    }
    if (claimed != null) {
      StringJoiner details = new StringJoiner(", ", " (", ")").setEmptyValue("");
      fields = add(fields, details, "WebhookClient", "from ", claimed.client());
      fields = add(fields, details, "WebhookDeliveryId", "delivery ", claimed.deliveryId());
      fields = add(fields, details, "WebhookContentType", "", claimed.contentType());
      text.append(details);
    }
    fields.log(text.toString());
  }

  private static LoggingEventBuilder add(
      LoggingEventBuilder fields,
      StringJoiner details,
      String field,
      String words,
      @Nullable String value) {
    if (value == null) {
      return fields;
    }
    details.add(words + value);
    return fields.addKeyValue(field, value);
  }
}
