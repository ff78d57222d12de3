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
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Sources, their intake in front of Camel, and claims. */
@AutoConfiguration(
    after = RedisClaimsAutoConfiguration.class,
    beforeName = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@Import(WebhookBeansRegistrar.class)
public class WebhooksAutoConfiguration {

  private static final String INTAKE = "webhookIntakeFilters";

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
    return new RouteProperties(settings, sources, application.containsBean(INTAKE));
  }

  @Bean
  @ConditionalOnMissingBean(name = "webhookIntakeRoutesListener")
  ComponentCustomizer webhookIntakeRoutesListener(Intake intake) {
    return ComponentCustomizer.forType(
        PlatformHttpComponent.class,
        component -> component.addPlatformHttpListener(intake.routes()));
  }

  /** Apart, because an application without a server may be without the classes for one. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static class OnServlets {

    /** As Spring Boot's auto-configuration of Spring MVC names it. */
    private static final String MVC = "dispatcherServletRegistration";

    @Bean
    @ConditionalOnMissingBean(name = "webhookWebFluxCheck")
    WebFluxCheck webhookWebFluxCheck(ListableBeanFactory beans, Environment environment) {
      return new WebFluxCheck(beans, environment);
    }

    @Bean
    @ConditionalOnMissingBean(name = INTAKE)
    IntakeFilters webhookIntakeFilters(
        WebhookSources sources,
        Intake intake,
        WebhookSettings settings,
        ListableBeanFactory beans,
        ObjectProvider<CamelContext> camelContext) {
      return new IntakeFilters(
          sources, intake, settings.receiveTimeout(), pathOfMvc(beans), camelContext);
    }

    /** By what it is mapped to: the interface that tells the path has another name in each Boot. */
    private static String pathOfMvc(ListableBeanFactory beans) {
      if (!beans.containsBean(MVC)
          || !(beans.getBean(MVC) instanceof ServletRegistrationBean<?> mvc)) {
        return "";
      }
      String mapping = mvc.getUrlMappings().stream().findFirst().orElse("/");
      int end = mapping.indexOf('*');
      return StringUtils.trimTrailingCharacter(end < 0 ? mapping : mapping.substring(0, end), '/');
    }
  }
}
