package io.groqwebhooks.cloudevents;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Keeps the names of other bindings from the systems that endpoints send to. A message that was
 * made a CloudEvent has its attributes by the names of every binding, because nobody knows what
 * becomes of it: the next step may send it over HTTP and to Kafka at once. What the endpoint
 * filters by itself, or was told to, stays as it is. Safe for use by several threads.
 */
final class OwnBindingOnly implements HeaderFilterStrategy {

  private static final String OPTION = "headerFilterStrategy";

  private final HeaderFilterStrategy own;
  private final Set<String> namesOfOthers;

  private OwnBindingOnly(HeaderFilterStrategy own, Set<String> namesOfOthers) {
    this.own = own;
    this.namesOfOthers = namesOfOthers;
  }

  /** Has it done by all endpoints of the context, those that are added later included. */
  static void install(CamelContext context) {
    for (LifecycleStrategy strategy : context.getLifecycleStrategies()) {
      if (strategy instanceof EachEndpoint) {
        return;
      }
    }
    context.addLifecycleStrategy(new EachEndpoint());
    for (Endpoint endpoint : context.getEndpoints()) {
      wrap(endpoint);
    }
  }

  private static void wrap(Endpoint endpoint) {
    if (!(endpoint instanceof DefaultEndpoint withComponent)) {
      return;
    }
    Component component = withComponent.getComponent();
    PropertyConfigurer options =
        component == null ? null : component.getEndpointPropertyConfigurer();
    // Camel's own way to options whose classes are not there unless their component is.
    if (options instanceof PropertyConfigurerGetter getter
        && getter.getOptionValue(endpoint, OPTION, true) instanceof HeaderFilterStrategy strategy
        && !(strategy instanceof OwnBindingOnly)) {
      options.configure(
          endpoint.getCamelContext(),
          endpoint,
          OPTION,
          new OwnBindingOnly(strategy, Binding.of(component).namesOfOthers()),
          true);
    }
  }

  @Override
  public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
    return namesOfOthers.contains(name) || own.applyFilterToCamelHeaders(name, value, exchange);
  }

  @Override
  public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
    return own.applyFilterToExternalHeaders(name, value, exchange);
  }

  private static final class EachEndpoint extends LifecycleStrategySupport {

    @Override
    public void onEndpointAdd(Endpoint endpoint) {
      wrap(endpoint);
    }
  }
}
