package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.intake.WebhookSource;
import io.groqwebhooks.intake.WebhookSources;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureScheme;
import io.groqwebhooks.signature.SignatureVerifier;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** Makes sources of their settings. */
final class ConfiguredSources {

  private static final int LARGEST_BODY = 64 << 20;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
  private static final char REPLACEMENT = '\uFFFD';

  private final Environment environment;
  private final EnvironmentSecrets environmentSecrets;

  ConfiguredSources(ConfigurableEnvironment environment) {
    this.environment = environment;
    this.environmentSecrets = new EnvironmentSecrets(environment);
  }

  WebhookSources create(Map<String, WebhookProperties.Source> settings) {
    List<WebhookSource> sources = new ArrayList<>();
    Map<String, String> sourcesByPath = new HashMap<>();
    settings.forEach(
        (name, source) -> {
          WebhookSource created = create(name, source);
          String other = sourcesByPath.put(created.path(), name);
          if (other != null) {
            throw new InvalidSettingException(
                "webhooks.sources."
                    + name
                    + ".path is "
                    + created.path()
                    + ", the path of source '"
                    + other
                    + "'",
                "Give each source a path of its own.");
          }
          sources.add(created);
        });
    return new WebhookSources(sources);
  }

  private WebhookSource create(String name, WebhookProperties.Source settings) {
    String prefix = "webhooks.sources." + name;
    Settings.check(
        NAME.matcher(name).matches(),
        prefix,
        "named by lower-case letters, digits and hyphens",
        "'" + name + "'");
    String path = Objects.requireNonNullElse(settings.getPath(), "/webhooks/" + name);
    Settings.check(
        PATH.matcher(path).matches(),
        prefix + ".path",
        "a path such as /webhooks/" + name,
        "'" + path + "'");
    Settings.checkAtLeast(
        java.time.Duration.ofSeconds(1), prefix + ".tolerance", settings.getTolerance());
    long maxBodySize = settings.getMaxBodySize().toBytes();
    Settings.check(
        maxBodySize > 0 && maxBodySize <= LARGEST_BODY,
        prefix + ".max-body-size",
        "from 1B to " + (LARGEST_BODY >> 20) + "MB",
        settings.getMaxBodySize());
    SignatureVerifier verifier =
        new SignatureVerifier(
            scheme(name, settings),
            secrets(name, settings),
            settings.getTolerance(),
            Clock.systemUTC());
    return new WebhookSource(name, path, verifier, (int) maxBodySize, isQueued(name));
  }

  private boolean isQueued(String source) {
    String dispatch = environment.getProperty(source + ".dispatch");
    return dispatch != null && !dispatch.startsWith("direct:");
  }

  private static SignatureScheme scheme(String name, WebhookProperties.Source settings) {
    String scheme = Objects.requireNonNullElse(settings.getScheme(), name);
    Settings.check(
        scheme.equals(SignatureScheme.GROQ.name()),
        "webhooks.sources." + name + ".scheme",
        SignatureScheme.GROQ.name(),
        "'" + scheme + "'");
    return SignatureScheme.GROQ;
  }

  private List<Secret> secrets(String name, WebhookProperties.Source settings) {
    List<String> secrets =
        Stream.concat(settings.getSecrets().stream(), environmentSecrets.of(name))
            .filter(secret -> !secret.isBlank())
            .distinct()
            .toList();
    String variable = EnvironmentSecrets.variable(name);
    if (secrets.isEmpty()) {
      throw new InvalidSettingException(
          "The webhook source '"
              + name
              + "' has no secret, so that nothing it receives could be verified.",
          "Set the environment variable "
              + variable
              + " (or webhooks.sources."
              + name
              + ".secrets) to the signing secret that the sender shows for this webhook.");
    }
    if (secrets.stream().anyMatch(secret -> secret.indexOf(REPLACEMENT) >= 0)) {
      throw new InvalidSettingException(
          "A secret of the webhook source '"
              + name
              + "' holds characters that this locale cannot read.",
          "Start with LC_ALL=C.UTF-8, so that " + variable + " is read as UTF-8.");
    }
    return secrets.stream().map(Secret::of).toList();
  }
}
