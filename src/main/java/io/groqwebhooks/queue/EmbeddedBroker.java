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

  /** All lanes may be read at once. What is larger has a file of its own. */
  private static final int PAGE_OF_A_LANE_BYTES = 1 << 17;

  private final Lanes lanes;

  EmbeddedBroker(Lanes lanes) {
    this.lanes = lanes;
  }

  @Override
  public void customize(Configuration configuration) {
    configuration.addAddressSetting(
        "#", settings(PAGE_BYTES).setRedeliveryDelay(REDELIVERY_DELAY_MILLIS));
    // What is delayed is overtaken by what is behind it.
    AddressSettings inOrder =
        settings(PAGE_OF_A_LANE_BYTES)
            .setRedeliveryDelay(0)
            .setDefaultExclusiveQueue(true)
            .setAutoDeleteQueues(false);
    lanes.all().forEach(lane -> configuration.addAddressSetting(lane, inOrder));
    // For what waits; more is on the disk alone. By itself Artemis takes half of the heap, by an
    // estimate that is too low.
    configuration.setGlobalMaxSize(HeapShare.QUEUE.bytes());
    // By itself Artemis holds up whoever sends while nine tenths of the disk are taken, by whatever
    // it may be. On a disk that is full it ends itself, and is started again; see BrokerWatch.
    configuration.setMaxDiskUsage(-1);
    configuration.setJMXManagementEnabled(false);
  }

  private static AddressSettings settings(int pageBytes) {
    return new AddressSettings()
        .setMaxDeliveryAttempts(-1)
        .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
        .setPageSizeBytes(pageBytes)
        .setMaxReadPageBytes(2 * pageBytes);
  }
}
