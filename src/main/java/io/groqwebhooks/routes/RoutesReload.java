package io.groqwebhooks.routes;

import io.groqwebhooks.task.RepeatedTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.camel.model.ModelCamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Takes edits of routes over while the receiver runs. An edit is tried apart from what runs ({@link
 * RoutesTrial}), and only if it would run are the routes of the folder replaced ({@link
 * RoutesSwap}).
 *
 * <p>Camel's own reload ({@code RouteWatcherReloadStrategy}) cannot promise that: it stops and
 * removes every route, with its endpoints, before it reads the first file, so that an edit with a
 * mistake leaves no intake; and it does so while events are on their way.
 *
 * <p>The folder is read again and again, because that notices every way of saving a file, also on
 * volumes that report no changes.
 */
final class RoutesReload {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  private static final Duration INTERVAL = Duration.ofMillis(400);

  private final ModelCamelContext camel;
  private final ReloadGate gate;
  private final RoutesTrial trial;
  private final RoutesSwap swap;

  private RouteFiles running;

  /** What was found last. It is taken when it is found twice: then nobody is writing. */
  private RouteFiles found;

  /** What was tried last, and could not run. */
  private @Nullable RouteFiles refused;

  private @Nullable RepeatedTask watch;

  /** Created before the routes are read: what is saved from now on is an edit. */
  RoutesReload(ModelCamelContext camel, ReloadGate gate, Path folder) {
    this.camel = camel;
    this.gate = gate;
    this.trial = new RoutesTrial(camel);
    this.swap = new RoutesSwap(camel, gate);
    try {
      this.running = RouteFiles.read(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.found = running;
  }

  @EventListener(ApplicationReadyEvent.class)
  synchronized void start() {
    watch = new RepeatedTask("routes-reload", INTERVAL, this::look);
  }

  @EventListener(ContextClosedEvent.class)
  synchronized void stop() {
    if (watch != null) {
      watch.endNow();
      watch = null;
    }
  }

  private void look() {
    try {
      if (camel.isStarted()) {
        take(RouteFiles.read(running.folder()));
      }
    } catch (IOException | UncheckedIOException e) {
      // Most of the time a file that went away between listing and reading; the next look tells.
      LOG.debug("Routes cannot be read", e);
    }
  }

  private void take(RouteFiles files) {
    boolean complete = files.equals(found);
    found = files;
    if (!complete || files.equals(refused)) {
      return;
    }
    if (!files.equals(running) || !swap.notRunning().isEmpty()) {
      reload(files);
    } else if (refused != null) {
      refused = null;
      LOG.info(
          "The edit that could not run was undone: the files are those of the routes that run");
    }
  }

  private void reload(RouteFiles files) {
    Set<String> changed =
        swap.notRunning().isEmpty() ? files.changedFrom(running) : files.texts().keySet();
    try {
      trial.check(files);
      if (!swap.replace(running, files)) {
        LOG.warn("Routes are not reloaded yet: events are still being handled");
        return;
      }
      running = files;
      refused = null;
      LOG.info("Routes reloaded: {}", String.join(", ", changed));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      refused = files;
      String problem = RoutesProblem.in(e);
      LOG.error(
          "Routes are not reloaded, {} {}",
          stateOfThoseFromBefore(),
          problem == null
              ? "The edit of " + String.join(", ", changed) + " fails: " + RoutesProblem.told(e)
              : problem);
    }
  }

  private String stateOfThoseFromBefore() {
    List<String> notRunning = swap.notRunning();
    if (notRunning.isEmpty()) {
      return "those from before run on.";
    }
    return "and of those from before these do not run: "
        + String.join(", ", notRunning)
        + (gate.isClosed() ? ". Every event is answered 503 until" : ". They start when")
        + " a corrected file is saved or the receiver is started again.";
  }
}
