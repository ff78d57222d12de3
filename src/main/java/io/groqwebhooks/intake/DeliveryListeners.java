package io.groqwebhooks.intake;

import java.util.List;
import org.apache.camel.CamelContext;

/** Everyone in an application who is told what became of deliveries. Immutable. */
public final class DeliveryListeners {

  private final List<DeliveryListener> listeners;

  /** These listeners, told in this order. */
  public DeliveryListeners(List<? extends DeliveryListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** Those in the context's registry, or else nobody. */
  public static DeliveryListeners in(CamelContext context) {
    DeliveryListeners all = context.getRegistry().findSingleByType(DeliveryListeners.class);
    return all == null ? new DeliveryListeners(List.of()) : all;
  }

  /** Tells them. */
  public void ended(DeliveryListener.EndedDelivery delivery) {
    for (DeliveryListener listener : listeners) {
      listener.ended(delivery);
    }
  }
}
