package io.groqwebhooks.routes;

import io.groqwebhooks.intake.Intake;
import jakarta.servlet.DispatcherType;
import java.nio.file.Path;
import java.util.EnumSet;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Lets routes be edited while the receiver runs. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(RoutesFolder.RELOADED)
class ReloadConfiguration {

  @Bean
  ReloadGate receiverReloadGate(Intake intake) {
    return new ReloadGate(intake.admission());
  }

  @Bean
  FilterRegistrationBean<ReloadGate> receiverReloadGateFilter(ReloadGate gate) {
    FilterRegistrationBean<ReloadGate> filter = new FilterRegistrationBean<>(gate);
    filter.setOrder(Ordered.LOWEST_PRECEDENCE);
    filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
    return filter;
  }

  @Bean
  RoutesReload receiverRoutesReload(CamelContext camel, ReloadGate gate, Environment environment) {
    return new RoutesReload(
        (ModelCamelContext) camel,
        gate,
        Path.of(environment.getRequiredProperty(RoutesFolder.RELOADED)));
  }
}
