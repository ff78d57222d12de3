package io.groqwebhooks.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.signature.Verification;
import io.groqwebhooks.source.SenderFiles;
import io.groqwebhooks.source.WebhookRequest;
import io.groqwebhooks.source.WebhookSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalDoctorTest {

  private static final Map<String, String> SETTINGS = Map.of("webhooks.sources.groq.secrets", "x");

  private final WebhookSource source =
      WebhookSource.of(
          "groq",
          new SettingsReader(SETTINGS::get, SETTINGS.keySet()).source("groq"),
          SenderFiles.inJar());
  private final Logger logger = (Logger) LoggerFactory.getLogger("webhooks.doctor");
  private final Level before = logger.getLevel();

  @AfterEach
  void hear() {
    logger.setLevel(before);
  }

  @Test
  void listenersAreToldAlsoWhereTheLogIsNot() {
    Queue<String> told = new ConcurrentLinkedQueue<>();
    DeliveryListener listener =
        new DeliveryListener() {
          @Override
          public void ended(EndedDelivery delivery) {}

          @Override
          public void explained(EndedDelivery delivery, String problem, String remedy) {
            told.add(problem);
          }
        };
    logger.setLevel(Level.OFF);
    WebhookRequest request = WebhookRequest.of(name -> null, null, new byte[] {'{', '}'});

    try (RefusalDoctor doctor = new RefusalDoctor(new DeliveryListeners(List.of(listener)))) {
      RefusalDoctor.Suspect suspect =
          doctor.suspect(source, Verification.SIGNATURE_MISSING, request);
      assertThat(suspect).isNotNull();
      doctor.examine(suspect, refused());
      await().untilAsserted(() -> assertThat(told).singleElement().asString().isNotBlank());
    }
  }

  private static DeliveryListener.EndedDelivery refused() {
    return new DeliveryListener.EndedDelivery(
        new UUID(0, 0),
        "groq",
        null,
        0,
        List.of(),
        Outcome.REJECTED,
        "signature missing",
        401,
        1,
        1,
        2,
        null,
        new DeliveryListener.Claimed(null, null, null));
  }
}
