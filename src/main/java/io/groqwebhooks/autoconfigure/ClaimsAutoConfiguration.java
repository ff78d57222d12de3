package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.claim.ClaimIdempotentRepository;
import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.claim.file.LocalClaimStore;
import io.groqwebhooks.settings.InvalidSettingException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Claims, in a local file if not elsewhere. Lazy: an application without routes that claim events
 * gets no file and no connection.
 */
@AutoConfiguration(
    after = {WebhooksAutoConfiguration.class, RedisClaimsAutoConfiguration.class},
    beforeName = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@EnableConfigurationProperties(WebhookProperties.class)
public class ClaimsAutoConfiguration {

  static ClaimTimes times(WebhookProperties properties) {
    WebhookProperties.Claims claims = properties.getClaims();
    return new ClaimTimes(claims.getLease(), claims.getRetention());
  }

  @Bean
  @Lazy
  @ConditionalOnMissingBean(value = ClaimStore.class, name = "webhookClaimStore")
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
  @Lazy
  @ConditionalOnMissingBean(value = ClaimLeases.class, name = "webhookClaimLeases")
  public ClaimLeases webhookClaimLeases(ClaimStore store, WebhookProperties properties) {
    return new ClaimLeases(store, properties.getClaims().getLease());
  }

  /** The repository for the {@code idempotentConsumer} in routes. */
  @Bean
  @Lazy
  @ConditionalOnMissingBean(name = "webhookClaims")
  public ClaimIdempotentRepository webhookClaims(ClaimLeases leases) {
    return new ClaimIdempotentRepository(leases);
  }
}
