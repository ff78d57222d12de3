package io.groqwebhooks.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.ClusterConnectionConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.ha.SharedStoreBackupPolicyConfiguration;
import org.apache.activemq.artemis.core.config.ha.SharedStorePrimaryPolicyConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.slf4j.LoggerFactory;

/**
 * An Artemis broker with its journal in a folder. Without a queue's name it runs as somebody has it
 * who has changed nothing: Artemis redelivers ten times at most. A queue that is named is delivered
 * until its events are handled, as the broker inside the receiver does it.
 *
 * <p>With the variables of Artemis's own image, {@code ARTEMIS_USER} and {@code ARTEMIS_PASSWORD},
 * it lets nobody else in.
 */
final class ArtemisBroker {

  private static final String ROLE = "amq";

  private ArtemisBroker() {}

  private static Role everything() {
    return new Role(ROLE, true, true, true, true, true, true, true, true, true, true, true, true);
  }

  /** Of a primary and its backup, which share the folder: {@code primary} or {@code backup}. */
  private static void pair(
      Configuration configuration, String role, String ownPort, String otherPort) throws Exception {
    configuration
        .addConnectorConfiguration("own", "tcp://127.0.0.1:" + ownPort)
        .addConnectorConfiguration("other", "tcp://127.0.0.1:" + otherPort)
        .setClusterUser("cluster")
        .setClusterPassword("of-the-tests")
        .addClusterConfiguration(
            new ClusterConnectionConfiguration()
                .setName("pair")
                .setConnectorName("own")
                .setStaticConnectors(List.of("other")))
        .setHAPolicyConfiguration(
            role.equals("primary")
                ? new SharedStorePrimaryPolicyConfiguration().setFailoverOnServerShutdown(true)
                : new SharedStoreBackupPolicyConfiguration()
                    .setFailoverOnServerShutdown(true)
                    .setAllowFailBack(true));
  }

  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger("ROOT")).setLevel(Level.WARN);
    String folder = args[1];
    Configuration configuration =
        new ConfigurationImpl()
            .setSecurityEnabled(false)
            .setJMXManagementEnabled(false)
            .setMaxDiskUsage(-1)
            .setJournalDirectory(folder + "/journal")
            .setBindingsDirectory(folder + "/bindings")
            .setPagingDirectory(folder + "/paging")
            .setLargeMessagesDirectory(folder + "/large-messages")
            .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + args[0]);
    if (args.length > 2) {
      configuration
          .addAddressSetting("#", new AddressSettings().setMaxDeliveryAttempts(-1))
          .addQueueConfiguration(
              QueueConfiguration.of(args[2])
                  .setAddress(args[2])
                  .setRoutingType(RoutingType.ANYCAST));
    }
    if (args.length > 3) {
      pair(configuration, args[3], args[0], args[4]);
    }
    EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration);
    String user = System.getenv("ARTEMIS_USER");
    if (user != null) {
      configuration.setSecurityEnabled(true).putSecurityRoles("#", Set.of(everything()));
      SecurityConfiguration users = new SecurityConfiguration();
      users.addUser(user, System.getenv("ARTEMIS_PASSWORD"));
      users.addRole(user, ROLE);
      broker.setSecurityManager(
          new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users));
    }
    broker.start();
    System.out.println(BrokerProcess.READY);
  }
}
