package io.groqwebhooks.standalone;

import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisConfigurationCustomizer;

/**
 * Sets up the broker inside the receiver: it delivers an event until it is handled, as it is the
 * routes that give up, by way of a dead letter.
 */
final class EmbeddedBroker implements ArtemisConfigurationCustomizer {

  private static final long REDELIVERY_DELAY_MILLIS = 1000;

  @Override
  public void customize(Configuration configuration) {
    configuration.addAddressSetting(
        "#",
        new AddressSettings()
            .setMaxDeliveryAttempts(-1)
            .setRedeliveryDelay(REDELIVERY_DELAY_MILLIS));
    configuration.setJMXManagementEnabled(false);
  }
}
