package io.groqwebhooks.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groqwebhooks.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

class GroqSourceTest {

  private static Environment with(String... settings) {
    GenericApplicationContext context = new GenericApplicationContext();
    TestPropertyValues.of(settings).applyTo(context);
    new GroqSource().initialize(context);
    return context.getEnvironment();
  }

  @Test
  void theSourceDispatchesWhereTheRoutesDo() {
    assertThat(with("groq.dispatch=jms:queue:events"))
        .returns("jms:queue:events", each -> each.getProperty("webhooks.sources.groq.dispatch"));
  }

  @Test
  void twoPlacesForOneDispatchAreRefused() {
    assertThatThrownBy(
            () ->
                with(
                    "groq.dispatch=direct:groq-events",
                    "webhooks.sources.groq.dispatch=jms:queue:events"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "groq.dispatch is direct:groq-events, but webhooks.sources.groq.dispatch is"
                + " jms:queue:events.");
  }

  @Test
  void onlyWhatIsNearlyOurNameIsTakenForIt() {
    assertThatThrownBy(() -> with("groq.dispach=direct:x"))
        .hasMessage("There is no setting groq.dispach. Did you mean groq.dispatch?");
    assertThat(with("groq2.dispatch=direct:x", "groq.api-key=x", "groq.dispatch=direct:y"))
        .isNotNull();
  }

  @Test
  void aReceiverForOthersNeedsNoGroq() {
    Environment environment =
        with("groq.dispatch=direct:groq-events", "webhooks.sources.stripe.secrets=x");
    assertThat(environment.getProperty("webhooks.sources.groq.scheme")).isNull();
  }
}
