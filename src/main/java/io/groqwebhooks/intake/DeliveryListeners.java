package io.groqwebhooks.intake;

import java.util.List;
import java.util.function.Consumer;
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

  /** Tells them of a delivery's end. */
  void ended(DeliveryListener.EndedDelivery delivery) {
    tell(listener -> listener.ended(delivery));
  }

  /** Tells them what was found wrong with a refused delivery. */
  void explained(DeliveryListener.EndedDelivery delivery, String problem, String remedy) {
    tell(listener -> listener.explained(delivery, problem, remedy));
  }

  private void tell(Consumer<DeliveryListener> news) {
    for (DeliveryListener listener : listeners) {
      try {
        news.accept(listener);
      } catch (RuntimeException | Error e) {
        LOG.error("A delivery was not told to {}", listener.getClass().getName(), e);
      }
    }
  }
}
