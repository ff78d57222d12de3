package io.groqwebhooks.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.slf4j.LoggerFactory;

/**
 * An Artemis broker with its journal in a folder, as somebody might run it who has changed nothing:
 * redeliveries are limited to Artemis's default of ten.
 */
final class ArtemisBroker {

  private ArtemisBroker() {}

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
    new EmbeddedActiveMQ().setConfiguration(configuration).start();
    System.out.println(BrokerProcess.READY);
  }
}
