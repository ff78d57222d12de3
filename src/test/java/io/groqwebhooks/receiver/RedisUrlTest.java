package io.groqwebhooks.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groqwebhooks.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.support.GenericApplicationContext;

class RedisUrlTest {

  @ParameterizedTest
  @CsvSource({
    "redis://localhost:6380, redis://localhost:6380",
    "redis://localhost, redis://localhost:6379",
    "rediss://user:p%40ss@redis.example/2, rediss://user:p%40ss@redis.example:6379/2",
    "redis://[::1]/0, redis://[::1]:6379/0"
  })
  void addressBecomesSprings(String url, String expected) {
    assertThat(springUrl(url)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "http://:hunter2@localhost",
        "redis://:hunter2 @x",
        "redis://:hunter2@"
      })
  void whatIsNoAddressIsRefusedWithoutBeingShown(String url) {
    assertThatThrownBy(() -> springUrl(url))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("REDIS_URL")
        .hasNoCause()
        .message()
        .doesNotContain("hunter2");
  }

  @Test
  void withoutOneNothingIsSet() {
    assertThat(springUrl("")).isNull();
  }

  private static @Nullable String springUrl(String url) {
    try (GenericApplicationContext context = new GenericApplicationContext()) {
      TestPropertyValues.of("REDIS_URL=" + url).applyTo(context);
      new RedisUrl().initialize(context);
      return context.getEnvironment().getProperty("spring.data.redis.url");
    }
  }
}
