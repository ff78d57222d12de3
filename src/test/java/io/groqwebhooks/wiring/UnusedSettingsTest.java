package io.groqwebhooks.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.autoconfigure.BoundSettings;
import io.groqwebhooks.intake.Admission;
import io.groqwebhooks.intake.DeliveryListeners;
import io.groqwebhooks.intake.Intake;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.WebhookSources;
import java.time.Duration;
import java.util.List;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.mock.env.MockEnvironment;

@ExtendWith(OutputCaptureExtension.class)
class UnusedSettingsTest {

  private static final String NO_EFFECT = "have no effect: no route configuration uses them";

  private static void start(boolean errorHandling, String... settings) throws Exception {
    MockEnvironment environment = new MockEnvironment();
    TestPropertyValues.of(settings).applyTo(environment);
    WebhookSettings bound = BoundSettings.of(environment);
    try (Intake intake =
            new Intake(
                new Admission(1, 1, 1), new DeliveryListeners(List.of()), Duration.ofSeconds(1));
        DefaultCamelContext camel = new DefaultCamelContext()) {
      if (errorHandling) {
        camel.addRoutesConfigurations(
            new RouteConfigurationBuilder() {
              @Override
              public void configuration() {
                routeConfiguration().onException(Exception.class).maximumRedeliveries(1);
              }
            });
      }
      camel.addLifecycleStrategy(new UnusedSettings(bound, WebhookSources.of(bound), intake));
      camel.start();
    }
  }

  @Test
  void retriesThatNobodyMakesAreToldOf(CapturedOutput output) throws Exception {
    start(false, "webhooks.retry.delay=1s");
    assertThat(output).contains(NO_EFFECT);
  }

  @Test
  void soAreDeadLettersThatNobodyWrites(CapturedOutput output) throws Exception {
    start(false, "webhooks.dead-letter-enabled=true");
    assertThat(output).contains(NO_EFFECT);
  }

  @Test
  void whatIsUsedIsNot(CapturedOutput output) throws Exception {
    start(true, "webhooks.retry.delay=1s");
    start(false, "webhooks.max-in-flight=7");
    assertThat(output).doesNotContain(NO_EFFECT);
  }

  @Test
  void aSourceWithoutARouteIsToldOf(CapturedOutput output) throws Exception {
    start(false, "webhooks.sources.stripe.secrets=whsec_local");
    assertThat(output).contains("The source stripe has no route");
  }
}
