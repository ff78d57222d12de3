package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.http.servlet.IntakeFilters;
import io.groqwebhooks.intake.Intake;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.WebhookSources;
import io.groqwebhooks.wiring.RouteProperties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletPath;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.web.context.WebApplicationContext;

/** Sources, their intake in front of Camel, and claims. */
@AutoConfiguration(
    after = RedisClaimsAutoConfiguration.class,
    beforeName = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@Import(WebhookBeansRegistrar.class)
public class WebhooksAutoConfiguration {

  /** The properties under {@code webhooks}. */
  @Bean
  @ConditionalOnMissingBean(value = WebhookSettings.class, name = "webhookSettings")
  public WebhookSettings webhookSettings(ConfigurableEnvironment environment) {
    return BoundSettings.of(environment);
  }

  @Bean
  @ConditionalOnMissingBean(name = "webhookPropertiesSource")
  RouteProperties webhookPropertiesSource(
      WebhookSettings settings, WebhookSources sources, ApplicationContext application) {
    return new RouteProperties(settings, sources, application instanceof WebApplicationContext);
  }

  @Bean
  @ConditionalOnMissingBean(name = "webhookIntakeRoutesListener")
  ComponentCustomizer webhookIntakeRoutesListener(Intake intake) {
    return ComponentCustomizer.forType(
        PlatformHttpComponent.class,
        component -> component.addPlatformHttpListener(intake.routes()));
  }

  @Bean
  @ConditionalOnMissingBean(name = "webhookWebFluxCheck")
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  WebFluxCheck webhookWebFluxCheck(ListableBeanFactory beans, Environment environment) {
    return new WebFluxCheck(beans, environment);
  }

  @Bean
  @ConditionalOnMissingBean(name = "webhookIntakeFilters")
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  IntakeFilters webhookIntakeFilters(
      WebhookSources sources,
      Intake intake,
      WebhookSettings settings,
      ObjectProvider<DispatcherServletPath> dispatcherServletPath,
      ObjectProvider<CamelContext> camelContext) {
    return new IntakeFilters(
        sources,
        intake,
        settings.receiveTimeout(),
        dispatcherServletPath.getIfAvailable(() -> () -> "/"),
        camelContext);
  }
}
