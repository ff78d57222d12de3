package io.groqwebhooks.autoconfigure;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether somebody said where Redis is. Spring's own default, localhost, does not count. */
public final class OnRedisConfigured extends SpringBootCondition {

  private static final List<String> PLACES =
      List.of(
          "spring.data.redis.url",
          "spring.data.redis.host",
          "spring.data.redis.sentinel.master",
          "spring.data.redis.cluster.nodes",
          "spring.data.redis.cluster.nodes[0]");

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    ConditionMessage.Builder message = ConditionMessage.forCondition("Redis for claims");
    return isRedisConfigured(context.getEnvironment())
        ? ConditionOutcome.match(message.because("somebody says where Redis is"))
        : ConditionOutcome.noMatch(message.because("nobody says where Redis is"));
  }

  /** Whether one of Spring's properties names a place. */
  public static boolean isRedisConfigured(Environment environment) {
    return PLACES.stream().anyMatch(environment::containsProperty);
  }
}
