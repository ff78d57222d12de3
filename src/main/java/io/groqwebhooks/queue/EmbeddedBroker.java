package io.groqwebhooks.queue;

import io.groqwebhooks.settings.HeapShare;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisConfigurationCustomizer;

/**
 * Sets up the broker inside the receiver: it delivers an event until it is handled, because it is
 * the routes that give up, by way of a dead letter.
 */
final class EmbeddedBroker implements ArtemisConfigurationCustomizer {

  private static final long REDELIVERY_DELAY_MILLIS = 1000;

  /** Of the file of what is on the disk alone, and twice of it what is read at once. */
  private static final int PAGE_BYTES = 1 << 20;

  @Override
  public void customize(Configuration configuration) {
    configuration.addAddressSetting(
        "#",
        new AddressSettings()
            .setMaxDeliveryAttempts(-1)
            .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
            .setPageSizeBytes(PAGE_BYTES)
            .setMaxReadPageBytes(2 * PAGE_BYTES)
            .setRedeliveryDelay(REDELIVERY_DELAY_MILLIS));
    // For what waits; more is on the disk alone. By itself Artemis takes half of the heap, by an
    // estimate that is too low.
    configuration.setGlobalMaxSize(HeapShare.QUEUE.bytes());
    configuration.setJMXManagementEnabled(false);
  }
}
