package io.groqwebhooks.camelmain;

import org.apache.camel.CamelContext;
import org.apache.camel.main.MainListener;
import org.apache.camel.spi.ContextServicePlugin;

/**
 * Brings the sources into an application on Camel Main; Camel finds it by itself. Under Spring Boot
 * it does nothing, because the auto-configuration does this there.
 */
public final class WebhooksPlugin implements ContextServicePlugin {

  @Override
  public void load(CamelContext context) {
    // Not by its class, which is not there without Spring.
    if (context.getClass().getName().startsWith("org.apache.camel.spring")
        || context.getClassResolver().resolveClass("org.apache.camel.main.MainListener") == null) {
      return;
    }
    // Camel logs what this method throws, and starts nevertheless: a listener can stop the start.
    context.getRegistry().bind("webhooksMain", MainListener.class, new WebhooksMain());
  }
}
