package io.groqwebhooks.intake;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/**
 * The sources that this application receives from. Immutable and safe for use by several threads.
 */
public final class WebhookSources {

  private final Map<String, WebhookSource> byName;

  /** These sources; no two of them have the same name. */
  public WebhookSources(Collection<WebhookSource> sources) {
    byName =
        sources.stream()
            .collect(Collectors.toUnmodifiableMap(WebhookSource::name, Function.identity()));
  }

  /** All sources, by name. */
  public List<WebhookSource> all() {
    return byName.values().stream()
        .sorted(java.util.Comparator.comparing(WebhookSource::name))
        .toList();
  }

  /**
   * The source of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public WebhookSource get(String name) {
    WebhookSource source = byName.get(name);
    if (source == null) {
      throw new IllegalArgumentException(
          "No webhook source '" + name + "': configure webhooks.sources." + name + ".secrets");
    }
    return source;
  }

  static WebhookSources in(CamelContext context) {
    WebhookSources sources = context.getRegistry().findSingleByType(WebhookSources.class);
    if (sources == null) {
      throw new IllegalStateException("No WebhookSources in the registry of " + context.getName());
    }
    return sources;
  }
}
