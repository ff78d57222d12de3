package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.redis.DedicatedRedis;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.wiring.WebhookBeans;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Claims in Redis, if the application says where Redis is. Comes before Spring's own configuration
 * of Redis: what is known of Redis by then is the application's.
 */
@AutoConfiguration(
    beforeName = {
      "org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration",
      // Of Spring Boot 4.
      "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration"
    })
@ConditionalOnClass(RedisConnectionFactory.class)
@Conditional(OnRedisConfigured.class)
public class RedisClaimsAutoConfiguration {

  @Bean
  @Lazy
  @ConditionalOnMissingBean(value = ClaimStore.class, name = "webhookRedisClaimStore")
  ClaimStore webhookRedisClaimStore(RedisConnectionFactory connections, WebhookSettings settings) {
    InvalidSettingException.unless(
        settings.claims().replicas() == 0 || connections instanceof LettuceConnectionFactory,
        "webhooks.claims.replicas",
        "0 where Redis is connected to by another client than Lettuce",
        settings.claims().replicas());
    return new DedicatedRedis(
            connections, settings.claims().timeout(), settings.claims().replicas())
        .store(WebhookBeans.times(settings.claims()));
  }
}
