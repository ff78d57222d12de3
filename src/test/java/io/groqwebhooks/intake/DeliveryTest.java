package io.groqwebhooks.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.source.SenderFiles;
import io.groqwebhooks.source.WebhookSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What listeners are told is what the sender was answered, once, whatever else happens. */
class DeliveryTest {

  private static final Map<String, String> SETTINGS = Map.of("webhooks.sources.groq.secrets", "x");

  private final SourceSettings settings =
      new SettingsReader(SETTINGS::get, SETTINGS.keySet()).source("groq");
  private final WebhookSource source = WebhookSource.of("groq", settings, SenderFiles.inJar());
  private final List<DeliveryListener.EndedDelivery> told = new ArrayList<>();
  private final List<Integer> answered = new ArrayList<>();
  private final Admission admission = new Admission(10, 1000, 1000);
  private final Intake intake =
      new Intake(
          admission,
          new DeliveryListeners(
              List.of(
                  delivery -> {
                    throw new IllegalStateException("a listener of the application's");
                  },
                  delivery -> {
                    throw new NoClassDefFoundError("another");
                  },
                  told::add)),
          Duration.ofMinutes(1));

  @AfterEach
  void close() {
    intake.close();
  }

  private Delivery delivery(long begunNanosAgo) {
    return intake.begin(
        source,
        System.nanoTime() - begunNanosAgo,
        null,
        (answer, late) -> answered.add(answer.status()));
  }

  @Test
  void aListenerThatThrowsDisturbsNeitherTheAnswerNorOtherListeners() {
    try (Delivery delivery = delivery(0)) {
      delivery.refuse(Outcome.TOO_LARGE);
    }
    assertThat(answered).containsExactly(413);
    assertThat(told)
        .extracting(DeliveryListener.EndedDelivery::outcome)
        .containsExactly(Outcome.TOO_LARGE);
  }

  @Test
  void theTimeIsTakenFromTheFirstByte() {
    try (Delivery delivery = delivery(TimeUnit.SECONDS.toNanos(10))) {
      delivery.refuse(Outcome.TOO_SLOW);
    }
    assertThat(told.get(0).durationNanos()).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(10));
  }

  @Test
  void whoeverAnswersFirstIsTheOnlyOne() {
    try (Delivery delivery = delivery(0)) {
      assertThat(delivery.answerIfLate(-1)).isTrue();
      assertThat(delivery.answer(HttpAnswer.of(Outcome.ACCEPTED), Outcome.ACCEPTED, null, false))
          .isFalse();
      assertThat(delivery.answerIfLate(-1)).isTrue();
    }
    assertThat(answered).containsExactly(503);
    assertThat(told)
        .extracting(DeliveryListener.EndedDelivery::outcome)
        .containsExactly(Outcome.UNFINISHED);
  }

  @Test
  void nothingIsWrittenToARequestThatIsOver() {
    Delivery delivery = delivery(0);
    delivery.close();
    delivery.refuse(Outcome.TOO_SLOW);
    assertThat(answered).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void aRefusalGivesTheMemoryBackBeforeTheRequestIsOver() {
    Delivery delivery = delivery(0);
    assertThat(delivery.reserve(1000)).isTrue();
    delivery.refuse(Outcome.TOO_SLOW);
    assertThat(delivery(0).reserve(1000)).isTrue();
  }
}
