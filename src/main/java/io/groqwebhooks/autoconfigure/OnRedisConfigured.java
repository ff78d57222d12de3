package io.groqwebhooks.autoconfigure;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether somebody said where Redis is. Spring's own default, localhost, does not count. */
final class OnRedisConfigured extends SpringBootCondition {

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
    Environment environment = context.getEnvironment();
    ConditionMessage.Builder message = ConditionMessage.forCondition("Redis for claims");
    return PLACES.stream()
        .filter(environment::containsProperty)
        .findFirst()
        .map(place -> ConditionOutcome.match(message.foundExactly(place)))
        .orElseGet(() -> ConditionOutcome.noMatch(message.because("nothing says where Redis is")));
  }
}
