package io.groqwebhooks.queue;

import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;

/** A broker of a test, which keeps all that it has in one folder. */
final class BrokerIn {

  private BrokerIn() {}

  /** Its configuration, without acceptors yet. */
  static Configuration folder(Path folder) throws Exception {
    return new ConfigurationImpl()
        .setJournalDirectory(folder.resolve("journal").toString())
        .setBindingsDirectory(folder.resolve("bindings").toString())
        .setPagingDirectory(folder.resolve("paging").toString())
        .setLargeMessagesDirectory(folder.resolve("large").toString())
        .setSecurityEnabled(false);
  }
}
