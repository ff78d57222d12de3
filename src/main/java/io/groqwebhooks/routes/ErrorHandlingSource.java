package io.groqwebhooks.routes;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.builder.RouteConfigurationBuilder;

/** Notes which file error handling was read from; Camel does so for routes only. */
final class ErrorHandlingSource implements RouteBuilderLifecycleStrategy {

  @Override
  public void afterConfigure(RouteBuilder builder) {
    if (builder instanceof RouteConfigurationBuilder configurations
        && builder.getResource() != null) {
      configurations
          .getRouteConfigurationCollection()
          .getRouteConfigurations()
          .forEach(configuration -> configuration.setResource(builder.getResource()));
    }
  }
}
