package io.groqwebhooks.secrets;

import io.groqwebhooks.task.RepeatedTask;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into files of secrets again and again, all on one daemon thread, which there is only once
 * there are such files. It reads them rather than waiting to be told of changes, which is not told
 * of every way in which mounted files change. Safe for use by several threads. Whoever makes it
 * closes it.
 */
public final class SecretFilesWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  /** A change counts once it was seen twice: with this pause between, within some four seconds. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Duration pause;
  private final List<FollowedSecrets> followed = new CopyOnWriteArrayList<>();
  private @Nullable RepeatedTask task;
  private boolean closed;

  /** One that has nothing to look into yet. */
  public SecretFilesWatch() {
    this(PAUSE);
  }

  SecretFilesWatch(Duration pause) {
    this.pause = pause;
  }

  synchronized void add(FollowedSecrets secrets) {
    followed.add(secrets);
    if (task == null && !closed) {
      task = new RepeatedTask("webhook-secret-files", pause, this::look);
    }
  }

  private void look() {
    for (FollowedSecrets each : followed) {
      try {
        each.look();
      } catch (RuntimeException e) {
        // Whatever is the matter with the files of one property, those of the others are read.
        LOG.error("{} cannot be followed", each, e);
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (task != null) {
      task.endNow();
      task = null;
    }
  }
}
