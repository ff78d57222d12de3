package io.groqwebhooks.receiver;

import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.eventnotifier.MicrometerRouteEventNotifier;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.spring.boot.CamelContextConfiguration;

/**
 * Has Camel's gauges of routes listen to routes alone. By itself their notifier asks for all that
 * happens to exchanges, too, and uses none of it: several events made in vain for each delivery.
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
