package io.groqwebhooks.source;

import io.groqwebhooks.secrets.SecretFilesWatch;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  /**
   * The sources with these settings.
   *
   * @throws InvalidSettingException if one cannot be used, or two sources have the same path
   */
  public static WebhookSources of(WebhookSettings settings) {
    return of(settings, new SecretFilesWatch());
  }

  /**
   * The same, with secrets in files followed by that watch, until it is closed; without it, as long
   * as this process runs.
   */
  public static WebhookSources of(WebhookSettings settings, SecretFilesWatch watch) {
    SenderFiles files = SenderFiles.in(settings.sendersDir());
    Map<String, WebhookSource> byPath = new LinkedHashMap<>();
    Map<String, SourceSecrets> secrets = new TreeMap<>();
    for (Map.Entry<String, SourceSettings> source : settings.sources().entrySet()) {
      WebhookSource created =
          WebhookSource.of(
              source.getKey(),
              source.getValue(),
              () -> others(source.getKey(), secrets),
              files,
              Path.of(settings.secretsDir()),
              watch);
      secrets.put(created.name(), created.secrets());
      // A request is taken that long, counted from the tolerance before its time to that after it.
      Duration taken = created.sender().tolerance().multipliedBy(2);
      Duration retention = settings.claims().retention();
      InvalidSettingException.unless(
          retention.compareTo(taken) >= 0,
          "webhooks.claims.retention",
          "at least twice " + SourceSettings.prefix(created.name()) + "tolerance",
          retention);
      InvalidSettingException.unless(
          !created.sender().scheme().isToken()
              || retention.compareTo(taken.plus(SignatureScheme.LONGEST_LIFE_OF_TOKENS)) >= 0,
          "webhooks.claims.retention",
          "a day and twice the tolerance at least, because tokens of "
              + created.name()
              + " may be valid for a day",
          retention);
      WebhookSource other = byPath.putIfAbsent(created.path(), created);
      if (other != null) {
        throw new InvalidSettingException(
            "webhooks.sources."
                + created.name()
                + ".path is "
                + created.path()
                + ", the path of source '"
                + other.name()
                + "'",
            "Give each source a path of its own.");
      }
    }
    return new WebhookSources(byPath.values());
  }

  private static Map<String, List<Secret>> others(
      String source, Map<String, SourceSecrets> secrets) {
    Map<String, List<Secret>> others = new TreeMap<>();
    secrets.forEach((name, theirs) -> others.put(name, theirs.all()));
    others.remove(source);
    return others;
  }

  /** All sources, by name. */
  public List<WebhookSource> all() {
    return byName.values().stream().sorted(Comparator.comparing(WebhookSource::name)).toList();
  }

  /** Whether there is a source of that name. */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /**
   * The source of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public WebhookSource get(String name) {
    WebhookSource source = byName.get(name);
    if (source == null) {
      throw unknown(name);
    }
    return source;
  }

  /** What is wrong with a route that receives from a source that is not configured. */
  public static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "There is no webhook source '"
            + name
            + "': set "
            + SourceSettings.secretVariable(name)
            + (name.equals(WebhookSettings.GROQ) ? "" : " and webhooks.sources." + name + ".scheme")
            + ", or remove the route that receives from it");
  }

  /** What is wrong with a route that asks for one of our beans where there is no source. */
  public static IllegalArgumentException none(String bean) {
    return new IllegalArgumentException(
        "A route asks for "
            + bean
            + ", and there is no webhook source: set "
            + SourceSettings.secretVariable(WebhookSettings.GROQ)
            + " for the source groq, or webhooks.sources.<name>.scheme and .secrets for another");
  }

  /** Those in the context's registry. */
  public static WebhookSources in(CamelContext context) {
    WebhookSources sources = context.getRegistry().findSingleByType(WebhookSources.class);
    if (sources == null) {
      throw new IllegalStateException("No WebhookSources in the registry of " + context.getName());
    }
    return sources;
  }
}
