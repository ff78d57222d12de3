package io.groqwebhooks.intake;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everyone in an application who is told what became of deliveries. Immutable. */
public final class DeliveryListeners {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryListeners.class);

  private final List<DeliveryListener> listeners;

  /** These listeners, told in this order. */
  public DeliveryListeners(List<? extends DeliveryListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** Tells them. */
  void ended(DeliveryListener.EndedDelivery delivery) {
    for (DeliveryListener listener : listeners) {
      try {
        listener.ended(delivery);
      } catch (RuntimeException | Error e) {
        LOG.error("A delivery was not told to {}", listener.getClass().getName(), e);
      }
    }
  }
}
