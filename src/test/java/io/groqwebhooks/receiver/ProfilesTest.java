package io.groqwebhooks.receiver;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.DefaultPropertiesPropertySource;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

class ProfilesTest {

  private final GenericApplicationContext context = new GenericApplicationContext();

  private void start(String... profiles) {
    context.getEnvironment().setActiveProfiles(profiles);
    context
        .getEnvironment()
        .getPropertySources()
        .addLast(new MapPropertySource(DefaultPropertiesPropertySource.NAME, Map.of()));
    new Profiles().initialize(context);
  }

  @ParameterizedTest
  @ValueSource(strings = {"qeue", "QEUE", "queu"})
  void whatIsNearlyOursIsNotPassedOver(String profile) {
    assertThatThrownBy(() -> start(profile))
        .hasMessage("There is no profile " + profile + ". Did you mean queue?");
  }

  @Test
  void othersAreTheirUsers() {
    assertThatCode(() -> start("prod", "queue")).doesNotThrowAnyException();
    context
        .getEnvironment()
        .getPropertySources()
        .addLast(
            new MapPropertySource("Config resource 'file [application-queue2.yml]'", Map.of()));
    assertThatCode(() -> start("queue2")).doesNotThrowAnyException();
  }
}
