package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.deadletter.CountAttempts;
import io.groqwebhooks.deadletter.DeadLetterListener;
import io.groqwebhooks.deadletter.WriteDeadLetter;
import io.groqwebhooks.event.WebhookEventConverter;
import io.groqwebhooks.http.servlet.IntakeFilters;
import io.groqwebhooks.intake.DeliveryListener;
import io.groqwebhooks.intake.DeliveryListeners;
import io.groqwebhooks.intake.IntakeCapacity;
import io.groqwebhooks.intake.IntakeRoutes;
import io.groqwebhooks.intake.PendingAnswers;
import io.groqwebhooks.observe.DeliveryLog;
import io.groqwebhooks.observe.EventMdc;
import io.groqwebhooks.source.WebhookSources;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletPath;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.web.context.WebApplicationContext;

/** Sources, and their intake in front of Camel. */
@AutoConfiguration(beforeName = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@EnableConfigurationProperties(WebhookProperties.class)
public class WebhooksAutoConfiguration {

  /** The sources under {@code webhooks.sources}. */
  @Bean
  @ConditionalOnMissingBean(value = WebhookSources.class, name = "webhookSources")
  public WebhookSources webhookSources(
      WebhookProperties properties, ConfigurableEnvironment environment) {
    Settings.check(properties);
    return new ConfiguredSources(environment).create(properties.getSources());
  }

  @Bean
  @ConditionalOnMissingBean(name = "webhookPropertiesSource")
  WebhookPropertiesSource webhookPropertiesSource(
      WebhookProperties properties, WebhookSources sources, ApplicationContext application) {
    return new WebhookPropertiesSource(
        properties, sources, application instanceof WebApplicationContext);
  }

  /** Counts for dead letters how often a step was tried. */
  @Bean
  @ConditionalOnMissingBean(name = "webhookAttempts")
  public CountAttempts webhookAttempts() {
    return new CountAttempts();
  }

  /** Makes dead letters in routes. */
  @Bean
  @ConditionalOnMissingBean(name = "webhookDeadLetter")
  public WriteDeadLetter webhookDeadLetter(ObjectProvider<DeadLetterListener> listeners) {
    return new WriteDeadLetter(listeners.orderedStream().toList());
  }

  /** Lets handlers {@code convertBodyTo} a webhook event. */
  @Bean
  @ConditionalOnMissingBean(value = WebhookEventConverter.class, name = "webhookEventConverter")
  public WebhookEventConverter webhookEventConverter() {
    return new WebhookEventConverter();
  }

  /** Names the event in the MDC of all that its handlers log. */
  @Bean
  @ConditionalOnMissingBean(value = EventMdc.class, name = "webhookEventMdc")
  public EventMdc webhookEventMdc() {
    return new EventMdc();
  }

  /** The log of deliveries. */
  @Bean
  @ConditionalOnMissingBean(value = DeliveryLog.class, name = "webhookDeliveryLog")
  public DeliveryLog webhookDeliveryLog() {
    return new DeliveryLog();
  }

  /** All that want to know what became of deliveries. */
  @Bean
  @ConditionalOnMissingBean(value = DeliveryListeners.class, name = "webhookDeliveryListeners")
  public DeliveryListeners webhookDeliveryListeners(ObjectProvider<DeliveryListener> listeners) {
    return new DeliveryListeners(listeners.orderedStream().toList());
  }

  /** What is let in at once. */
  @Bean
  @ConditionalOnMissingBean(value = IntakeCapacity.class, name = "webhookIntakeCapacity")
  public IntakeCapacity webhookIntakeCapacity(WebhookProperties properties) {
    return new IntakeCapacity(
        properties.getMaxInFlight(), properties.getMaxBufferedSize().toBytes());
  }

  /** The routes that begin at sources' paths. */
  @Bean
  @ConditionalOnMissingBean(value = IntakeRoutes.class, name = "webhookIntakeRoutes")
  public IntakeRoutes webhookIntakeRoutes() {
    return new IntakeRoutes();
  }

  @Bean
  @ConditionalOnMissingBean(name = "webhookIntakeRoutesListener")
  ComponentCustomizer webhookIntakeRoutesListener(IntakeRoutes routes) {
    return ComponentCustomizer.forType(
        PlatformHttpComponent.class, component -> component.addPlatformHttpListener(routes));
  }

  /** What senders wait for. */
  @Bean
  @ConditionalOnMissingBean(value = PendingAnswers.class, name = "webhookPendingAnswers")
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  public PendingAnswers webhookPendingAnswers(WebhookProperties properties) {
    return new PendingAnswers(properties.getAnswerTimeout());
  }

  @Bean
  @ConditionalOnMissingBean(name = "webhookIntakeFilters")
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  IntakeFilters webhookIntakeFilters(
      WebhookSources sources,
      IntakeCapacity capacity,
      WebhookProperties properties,
      ObjectProvider<DispatcherServletPath> dispatcherServletPath,
      ObjectProvider<CamelContext> camelContext,
      DeliveryListeners listeners,
      IntakeRoutes routes,
      PendingAnswers answers) {
    return new IntakeFilters(
        sources,
        capacity,
        properties.getReceiveTimeout(),
        dispatcherServletPath.getIfAvailable(() -> () -> "/"),
        camelContext,
        listeners,
        routes,
        answers);
  }
}
