package io.groqwebhooks.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.intake.DeliveryListener.Claimed;
import io.groqwebhooks.intake.DeliveryListener.EndedDelivery;
import io.groqwebhooks.intake.DeliveryListener.UsedSecret;
import io.groqwebhooks.intake.DeliveryListener.Verified;
import io.groqwebhooks.intake.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.KeyValuePair;

class DeliveryLogTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger("webhooks.delivery");
  private final Level before = logger.getLevel();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
    logger.setLevel(before);
    MDC.clear();
  }

  @Test
  void anotherSecretThanTheFirstIsToldByItsPositionAndAge() {
    Instant since = Instant.parse("2026-03-01T02:10:00.123Z");
    new DeliveryLog().ended(accepted(new UsedSecret(1, since)));
    new DeliveryLog().ended(accepted(new UsedSecret(2, since)));
    new DeliveryLog().ended(accepted(null));

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "groq t evt_1: accepted in 1 ms",
            "groq t evt_1: accepted in 1 ms (secret 2, known since 2026-03-01T02:10:00Z)",
            "groq t evt_1: accepted in 1 ms");
    assertThat(lines.list.get(0).getKeyValuePairs())
        .contains(new KeyValuePair("WebhookSecretPosition", 1));
    assertThat(lines.list.get(2).getKeyValuePairs())
        .extracting(pair -> pair.key)
        .doesNotContain("WebhookSecretPosition");
  }

  private static EndedDelivery accepted(UsedSecret secret) {
    return new EndedDelivery(
        new UUID(0, 0),
        "groq",
        new EventEnvelope("evt_1", "t", null, null),
        1,
        List.of(),
        Outcome.ACCEPTED,
        null,
        200,
        1_000_000,
        1,
        2,
        new Verified(new byte[2], null, null, secret),
        null);
  }

  @Test
  void refusedDeliveryHasNoIdThatAStrangerWroteIntoItsHeaders() {
    MDC.put(EventHeaders.ID, "forged");
    MDC.put(EventHeaders.TYPE, "forged");

    new DeliveryLog()
        .ended(
            new EndedDelivery(
                new UUID(0, 0),
                "groq",
                null,
                0,
                List.of(),
                Outcome.REJECTED,
                "signature mismatch",
                401,
                1_000_000,
                1,
                10,
                null,
                new Claimed("192.0.2.7", "evt\n1 \u202e", "x".repeat(90))));

    assertThat(lines.list)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getMDCPropertyMap())
                  .containsEntry(EventHeaders.SOURCE, "groq")
                  .doesNotContainValue("forged");
              assertThat(line.getFormattedMessage())
                  .isEqualTo(
                      "groq: rejected: signature mismatch (from 192.0.2.7, delivery evt_1__, "
                          + "x".repeat(80)
                          + ")");
            });
  }
}
