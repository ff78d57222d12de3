package io.groqwebhooks.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.intake.Admission;
import io.groqwebhooks.intake.DeliveryListeners;
import io.groqwebhooks.intake.Intake;
import io.groqwebhooks.settings.InvalidSettingException;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RoutesFolderTest {

  private final ApplicationContextRunner receiver =
      new ApplicationContextRunner()
          .withInitializer(new RoutesFolder())
          .withPropertyValues("webhooks.routes-dir=routes")
          .withBean(
              Intake.class,
              () ->
                  new Intake(
                      new Admission(1, 1, 1),
                      new DeliveryListeners(List.of()),
                      Duration.ofSeconds(1)))
          .withBean(CamelContext.class, DefaultCamelContext::new)
          .withUserConfiguration(ReloadConfiguration.class);

  @ParameterizedTest
  @ValueSource(strings = {"true", "on", "yes", "1", "TRUE"})
  void editsAreTakenOverIfReloadIsOn(String on) {
    receiver
        .withPropertyValues("webhooks.reload=" + on)
        .run(context -> assertThat(context).hasSingleBean(RoutesReload.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "off", "no", "0", "FALSE", ""})
  void nothingWatchesTheFolderIfReloadIsOff(String off) {
    receiver
        .withPropertyValues("webhooks.reload=" + off)
        .run(
            context ->
                assertThat(context).hasNotFailed().doesNotHaveBean(ReloadConfiguration.class));
  }

  @Test
  void nothingWatchesTheFolderByDefault() {
    receiver.run(
        context -> assertThat(context).hasNotFailed().doesNotHaveBean(ReloadConfiguration.class));
  }

  @Test
  void reloadThatIsNeitherOnNorOffStopsTheStart() {
    receiver
        .withPropertyValues("webhooks.reload=maybe")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage("webhooks.reload must be true or false, not maybe"));
  }
}
