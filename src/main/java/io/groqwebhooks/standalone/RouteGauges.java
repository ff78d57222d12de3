package io.groqwebhooks.standalone;

import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.eventnotifier.MicrometerRouteEventNotifier;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.spring.boot.CamelContextConfiguration;

/**
 * Has Camel's gauges of routes listen to what happens to routes. By itself their notifier takes
 * part in all that happens to exchanges, of which it uses nothing: seven events for each delivery.
 */
final class RouteGauges implements CamelContextConfiguration {

  @Override
  public void beforeApplicationStart(CamelContext camelContext) {}

  @Override
  public void afterApplicationStart(CamelContext camelContext) {
    for (EventNotifier notifier : camelContext.getManagementStrategy().getEventNotifiers()) {
      if (notifier instanceof MicrometerRouteEventNotifier gauges) {
        gauges.setIgnoreExchangeEvents(true);
      }
    }
  }
}
