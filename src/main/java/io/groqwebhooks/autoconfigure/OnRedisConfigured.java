package io.groqwebhooks.autoconfigure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * Whether the application says where Redis is: by a property of Spring's, or by a bean of its own
 * that connects to it. Spring's own default, localhost, does not count.
 */
public final class OnRedisConfigured extends SpringBootCondition implements ConfigurationCondition {

  private static final List<String> PLACES =
      List.of(
          "spring.data.redis.url",
          "spring.data.redis.host",
          "spring.data.redis.sentinel.master",
          "spring.data.redis.cluster.nodes",
          "spring.data.redis.cluster.nodes[0]");

  /** Types of beans that do; the second is Spring Boot 3's, the third Spring Boot 4's. */
  private static final List<String> BEANS =
      List.of(
          "org.springframework.data.redis.connection.RedisConnectionFactory",
          "org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails",
          "org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails");

  @Override
  public ConfigurationPhase getConfigurationPhase() {
    return ConfigurationPhase.REGISTER_BEAN;
  }

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    ConditionMessage.Builder message = ConditionMessage.forCondition("Redis for claims");
    ConfigurableListableBeanFactory beans = context.getBeanFactory();
    return isRedisConfigured(context.getEnvironment())
            || (beans != null
                && BEANS.stream().anyMatch(type -> hasBean(beans, type, context.getClassLoader())))
        ? ConditionOutcome.match(message.because("the application says where Redis is"))
        : ConditionOutcome.noMatch(message.because("nobody says where Redis is"));
  }

  private static boolean hasBean(
      ConfigurableListableBeanFactory beans, String type, @Nullable ClassLoader classes) {
    return ClassUtils.isPresent(type, classes)
        && beans.getBeanNamesForType(ClassUtils.resolveClassName(type, classes), true, false).length
            > 0;
  }

  /** Whether one of Spring's properties names a place. */
  public static boolean isRedisConfigured(Environment environment) {
    return PLACES.stream().anyMatch(environment::containsProperty);
  }
}
