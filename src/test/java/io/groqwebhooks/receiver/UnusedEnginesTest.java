package io.groqwebhooks.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.observation.web.servlet.WebMvcObservationAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.gson.GsonAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.support.GenericApplicationContext;

class UnusedEnginesTest {

  private static final String OPERATORS =
      "spring.autoconfigure.exclude[0]=" + GsonAutoConfiguration.class.getName();

  private static List<String> leftOut(String... settings) {
    GenericApplicationContext context = new GenericApplicationContext();
    TestPropertyValues.of(settings).applyTo(context);
    new UnusedEngines().initialize(context);
    return Arrays.asList(
        Binder.get(context.getEnvironment())
            .bind("spring.autoconfigure.exclude", String[].class)
            .get());
  }

  @Test
  void enginesThatAreNotSetUpAreLeftOutAndWithThemWhatTheOperatorLeavesOut() {
    assertThat(leftOut(OPERATORS))
        .contains(
            RedisAutoConfiguration.class.getName(),
            ArtemisAutoConfiguration.class.getName(),
            GsonAutoConfiguration.class.getName())
        .doesNotContain(WebMvcObservationAutoConfiguration.class.getName());
  }

  @Test
  void enginesThatAreSetUpStay() {
    assertThat(
            leftOut(
                OPERATORS,
                "spring.data.redis.url=redis://localhost:6379",
                "spring.artemis.mode=native"))
        .contains(GsonAutoConfiguration.class.getName())
        .doesNotContain(
            RedisAutoConfiguration.class.getName(), ArtemisAutoConfiguration.class.getName());
  }

  @Test
  void requestsThatAreNotToBeObservedPassNoFilterForIt() {
    assertThat(leftOut("management.observations.enable.http.server.requests=false"))
        .contains(WebMvcObservationAutoConfiguration.class.getName());
  }
}
