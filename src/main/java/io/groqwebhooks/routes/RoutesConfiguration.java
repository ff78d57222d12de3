package io.groqwebhooks.routes;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The routes of the receiver: checked at the start, and reloaded if somebody wants that. */
@Configuration(proxyBeanMethods = false)
@Import(ReloadConfiguration.class)
public class RoutesConfiguration {

  @Bean
  RoutesCheck receiverRoutesCheck() {
    return new RoutesCheck();
  }
}
