package io.groqwebhooks.queue;

import io.groqwebhooks.task.RepeatedTask;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the broker inside the receiver again when it has ended itself, which it does whenever it
 * cannot write: a disk that was full for a moment would otherwise end it for good. What it has
 * acknowledged is in its files, and comes again.
 *
 * <p>A broker that has failed so does not notice its next failure. Each start therefore is one of a
 * new broker, with the same settings. Safe for use by several threads.
 */
final class BrokerWatch implements SmartLifecycle, DisposableBean {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_START = Duration.ofSeconds(30);

  private final Supplier<@Nullable EmbeddedActiveMQ> first;
  private final Duration pause;
  private volatile @Nullable EmbeddedActiveMQ next;
  private volatile @Nullable RepeatedTask task;
  private boolean told;

  /**
   * Watches over a broker from its start on.
   *
   * @param first gives the one that is started by others, or null if there is none in the receiver
   */
  BrokerWatch(Supplier<@Nullable EmbeddedActiveMQ> first) {
    this(first, PAUSE);
  }

  BrokerWatch(Supplier<@Nullable EmbeddedActiveMQ> first, Duration pause) {
    this.first = first;
    this.pause = pause;
  }

  /** The broker inside the receiver that runs, or ran last; null if it is elsewhere. */
  @Nullable EmbeddedActiveMQ broker() {
    EmbeddedActiveMQ started = next;
    return started == null ? first.get() : started;
  }

  @Override
  public void start() {
    EmbeddedActiveMQ broker = broker();
    if (broker != null) {
      task = new RepeatedTask("webhook-broker", pause, this::look);
    }
  }

  private void look() {
    EmbeddedActiveMQ broker = broker();
    if (broker == null
        || broker.getActiveMQServer().getState() != ActiveMQServer.SERVER_STATE.STOPPED) {
      return;
    }
    Configuration configuration = broker.getConfiguration();
    Path folder = configuration.getJournalLocation().toPath();
    if (!told) {
      told = true;
      LOG.error(
          "The broker inside the receiver has ended itself, because it cannot write to {}. Events"
              + " for its queues are refused until it can, and it is started again then.",
          folder);
    }
    try {
      prove(folder.resolve("room.tmp"), configuration.getJournalFileSize());
    } catch (IOException e) {
      LOG.debug("The broker cannot be started yet", e);
      return;
    }
    EmbeddedActiveMQ another = new EmbeddedActiveMQ().setConfiguration(configuration);
    if (start(another)) {
      next = another;
      told = false;
      LOG.warn("The broker inside the receiver runs again");
    }
  }

  private static boolean start(EmbeddedActiveMQ another) {
    try {
      boolean active =
          another
              .start()
              .getActiveMQServer()
              .waitForActivation(LONGEST_START.toMillis(), TimeUnit.MILLISECONDS);
      if (!active) {
        EmbeddedActiveMQ unused = another.stop();
      }
      return active;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Exception e) {
      LOG.warn("The broker inside the receiver could not be started", e);
      return false;
    }
  }

  /** A broker that finds no room at its start would only end itself again. */
  private static void prove(Path file, int bytes) throws IOException {
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int written = 0; written < bytes; written += block.length) {
        out.write(block);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public boolean isRunning() {
    return task != null;
  }

  @Override
  public void stop() {
    RepeatedTask running = task;
    if (running != null) {
      running.end(LONGEST_START);
      task = null;
    }
  }

  /** Ends a broker that it has started. */
  @Override
  public void destroy() throws Exception {
    stop();
    EmbeddedActiveMQ started = next;
    if (started != null) {
      EmbeddedActiveMQ unused = started.stop();
    }
  }
}
