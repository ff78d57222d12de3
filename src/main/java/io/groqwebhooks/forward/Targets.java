package io.groqwebhooks.forward;

import io.groqwebhooks.secrets.SecretFilesWatch;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.Suggestion;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.SenderFiles;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The systems that events are sent to, by name. Safe for use by several threads. Whoever makes it
 * closes it.
 */
public final class Targets implements AutoCloseable {

  private static final String CLIENT = "org.apache.hc.client5.http.impl.classic.HttpClients";
  private static final String FAILURE = "org.apache.camel.http.base.HttpOperationFailedException";

  private final Map<String, Target> byName = new TreeMap<>();
  private final @Nullable ScheduledThreadPoolExecutor timer;

  /**
   * The targets with these settings.
   *
   * @param watch follows the files that hold their secrets
   * @param listeners are told of each request
   * @throws InvalidSettingException if a setting cannot be used, or the library is missing that
   *     sends
   */
  public Targets(WebhookSettings settings, SecretFilesWatch watch, List<TargetListener> listeners) {
    if (settings.targets().isEmpty()) {
      this.timer = null;
      return;
    }
    if (!isThere(CLIENT) || !isThere(FAILURE)) {
      throw new InvalidSettingException(
          "webhooks.targets is set, and the library is missing that sends",
          "Add org.apache.camel:camel-http (with Spring Boot"
              + " org.apache.camel.springboot:camel-http-starter).");
    }
    this.timer = timer();
    SenderFiles files = SenderFiles.in(settings.sendersDir());
    try {
      settings
          .targets()
          .forEach(
              (name, target) ->
                  byName.put(name, Target.of(name, target, files, timer, watch, listeners)));
    } catch (InvalidSettingException e) {
      close();
      throw e;
    }
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "webhook-targets");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return timer;
  }

  private static boolean isThere(String type) {
    return Targets.class.getClassLoader().getResource(type.replace('.', '/').concat(".class"))
        != null;
  }

  /**
   * The target of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  Target get(String name) {
    Target target = byName.get(name);
    if (target == null) {
      throw unknown(name);
    }
    return target;
  }

  /** What is wrong with a step that sends to a target that is not configured. */
  public IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "There is no webhook target '"
            + name
            + "': set webhooks.targets."
            + name
            + ".url and webhooks.targets."
            + name
            + ".secrets (or .secret-files), or remove the step that sends to it."
            + Suggestion.of(name, byName.keySet())
                .map(meant -> " Did you mean '" + meant + "'?")
                .orElse(""));
  }

  /** Whether there is a target of that name. */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** Those in the context's registry. */
  static Targets in(CamelContext context) {
    Targets targets = context.getRegistry().findSingleByType(Targets.class);
    if (targets == null) {
      throw new IllegalStateException("No Targets in the registry of " + context.getName());
    }
    return targets;
  }

  @Override
  public void close() {
    byName.values().forEach(Target::close);
    if (timer != null) {
      timer.shutdownNow();
    }
  }
}
