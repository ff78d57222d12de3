package io.groqwebhooks.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.server.WebFilter;

class WebFluxCheckTest {

  /** On a servlet server, for the reason that this jar brings one. */
  private final WebApplicationContextRunner application =
      new WebApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(WebhooksAutoConfiguration.class));

  @Test
  void aFilterThatWouldGuardNothingStopsTheStart() {
    application
        .withBean("guard", WebFilter.class, () -> (exchange, chain) -> chain.filter(exchange))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage(
                        "The bean guard is WebFlux's, and webhooks are received on Tomcat."));
  }

  @Test
  void whoWantsAServletServerHasOne() {
    application
        .withBean("guard", WebFilter.class, () -> (exchange, chain) -> chain.filter(exchange))
        .withPropertyValues("spring.main.web-application-type=servlet")
        .run(context -> assertThat(context).hasNotFailed());
    application.run(context -> assertThat(context).hasNotFailed());
  }
}
