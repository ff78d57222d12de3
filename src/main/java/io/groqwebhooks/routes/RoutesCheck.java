package io.groqwebhooks.routes;

import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Stops the start, before a first event is taken in, if a route sends events to nobody. */
@Order(Ordered.LOWEST_PRECEDENCE)
final class RoutesCheck implements CamelContextConfiguration {

  @Override
  public void beforeApplicationStart(CamelContext camel) {
    ModelCamelContext routes = (ModelCamelContext) camel;
    KameletInputs.check(routes);
    KameletOutputs.check(routes);
    try {
      // The first part of the start, which makes the routes, also those of Kamelets.
      camel.init();
    } catch (RuntimeException e) {
      throw RuntimeCamelException.wrapRuntimeException(RoutesProblem.located(e, routes));
    }
    DirectEndpoints.check(routes);
  }

  @Override
  public void afterApplicationStart(CamelContext camel) {}
}
