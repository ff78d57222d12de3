package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.claim.ClaimStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Import;

/** The health of claims and tasks, where an application has Spring Boot's actuator. */
@AutoConfiguration(after = WebhooksAutoConfiguration.class)
@ConditionalOnBean(ClaimStore.class)
@Import(HealthIndicatorsRegistrar.class)
public class HealthAutoConfiguration {}
