package com.example.host;

import static org.springframework.security.config.Customizer.withDefaults;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** Lets deliveries in, and nobody else who is not logged in. */
@Configuration
class SecurityRules {

  @Bean
  @ConditionalOnProperty(name = "host.security", havingValue = "permitted", matchIfMissing = true)
  SecurityFilterChain rules(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(
            requests ->
                requests.requestMatchers("/webhooks/**").permitAll().anyRequest().authenticated())
        .csrf(csrf -> csrf.ignoringRequestMatchers("/webhooks/**"))
        .httpBasic(withDefaults())
        .build();
  }

  /** What one may forget. */
  @Bean
  @ConditionalOnProperty(name = "host.security", havingValue = "csrf")
  SecurityFilterChain withCsrfProtection(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(
            requests ->
                requests.requestMatchers("/webhooks/**").permitAll().anyRequest().authenticated())
        .httpBasic(withDefaults())
        .build();
  }
}
