package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.claim.ClaimIdempotentRepository;
import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.claim.LocalClaimStore;
import io.groqwebhooks.intake.InvalidSettingException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** Claims: in Redis if the application has one configured, else in a local file. */
@AutoConfiguration(
    after = {WebhooksAutoConfiguration.class, RedisAutoConfiguration.class},
    beforeName = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@EnableConfigurationProperties(WebhookProperties.class)
public class ClaimsAutoConfiguration {

  static ClaimTimes times(WebhookProperties properties) {
    WebhookProperties.Claims claims = properties.getClaims();
    return new ClaimTimes(claims.getLease(), claims.getRetention());
  }

  @Configuration(proxyBeanMethods = false)
  @Conditional(OnRedisConfigured.class)
  static class Redis {

    @Bean
    @ConditionalOnMissingBean
    ClaimStore webhookRedisClaimStore(
        RedisConnectionFactory connections, WebhookProperties properties) {
      return new DedicatedRedis(connections, properties.getClaims().getTimeout())
          .store(times(properties));
    }
  }

  @Bean
  @ConditionalOnMissingBean
  ClaimStore webhookClaimStore(WebhookProperties properties) {
    String file = properties.getClaims().getFile();
    try {
      return new LocalClaimStore(Path.of(file), times(properties), Clock.systemUTC());
    } catch (ClaimsUnavailableException e) {
      throw new InvalidSettingException(
          String.valueOf(e.getMessage()),
          "Stop the other process that uses it, set webhooks.claims.file to a file of this one, or set REDIS_URL to share"
              + " claims between processes.",
          e);
    }
  }

  /** This process's claims. */
  @Bean
  @ConditionalOnMissingBean
  public ClaimLeases webhookClaimLeases(ClaimStore store, WebhookProperties properties) {
    return new ClaimLeases(store, properties.getClaims().getLease());
  }

  /** The repository for the {@code idempotentConsumer} in routes. */
  @Bean
  @ConditionalOnMissingBean(name = "webhookClaims")
  public ClaimIdempotentRepository webhookClaims(ClaimLeases leases) {
    return new ClaimIdempotentRepository(leases);
  }
}
