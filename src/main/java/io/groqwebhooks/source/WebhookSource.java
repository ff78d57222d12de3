package io.groqwebhooks.source;

import io.groqwebhooks.event.EnvelopeReader;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureVerifier;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place where events of one sender are received.
 *
 * @param name the source's name in configuration, routes, logs and claims
 * @param path where the sender posts to, beginning with a slash
 * @param sender how it signs and lays out events
 * @param secrets its secrets, and the verifier that is made of them
 * @param envelopes reads its envelopes
 * @param maxBodySize the largest body in bytes
 * @param verifyToken the token that was agreed on for handshakes, or null if there is none
 * @param doctor says why it refuses deliveries
 * @param queued whether a queue keeps its events between acceptance and handling
 */
public record WebhookSource(
    String name,
    String path,
    Sender sender,
    SourceSecrets secrets,
    EnvelopeReader envelopes,
    int maxBodySize,
    @Nullable Secret verifyToken,
    Doctor doctor,
    boolean queued) {

  /**
   * The source with these settings.
   *
   * @throws InvalidSettingException if one of them cannot be used
   */
  public static WebhookSource of(String name, SourceSettings settings, SenderFiles files) {
    return of(name, settings, Map.of(), files, Path.of(WebhookSettings.SECRETS_DIR));
  }

  /**
   * The same beside other sources, whose secrets its doctor recognizes.
   *
   * @param sources the settings of all sources
   * @param secretsFolder where a secret is kept that its sender brings
   * @throws InvalidSettingException if one of its settings cannot be used
   */
  static WebhookSource of(
      String name,
      SourceSettings settings,
      Map<String, SourceSettings> sources,
      SenderFiles files,
      Path secretsFolder) {
    Sender sender = Sender.of(name, settings, files);
    SourceSecrets secrets = secrets(name, settings, sender, secretsFolder);
    return new WebhookSource(
        name,
        settings.pathOf(name),
        sender,
        secrets,
        new EnvelopeReader(sender.layout()),
        Math.toIntExact(settings.maxBodySize().bytes()),
        verifyToken(name, settings, sender),
        new Doctor(name, sender, secrets::all, sources, files, Clock.systemUTC()),
        settings.queued());
  }

  private static @Nullable Secret verifyToken(String name, SourceSettings settings, Sender sender) {
    Secret said = settings.verifyToken();
    Secret token = said == null || said.equals(Secret.NONE) ? null : said;
    if (token == null && sender.handshake() != null && sender.handshake().token() != null) {
      throw new InvalidSettingException(
          "The webhook source '"
              + name
              + "' has no verify token, which its sender shows when the address is set up.",
          "Set "
              + SourceSettings.prefix(name)
              + "verify-token to a text of your own, and give the sender the same.");
    }
    return token;
  }

  /** Proves that a request is the sender's. */
  public SignatureVerifier verifier() {
    return secrets.current().verifier();
  }

  private static SourceSecrets secrets(
      String name, SourceSettings settings, Sender sender, Path folder) {
    if (settings.learnSecret() && !sender.bringsSecret()) {
      throw new InvalidSettingException(
          SourceSettings.prefix(name) + "learn-secret is true, and its sender brings no secret",
          "Remove it, and set the secret.");
    }
    String secrets =
        SourceSettings.secretVariable(name) + " (or " + SourceSettings.prefix(name) + "secrets)";
    if (settings.secrets().isEmpty() && sender.needsSecret() && !settings.learnSecret()) {
      throw new InvalidSettingException(
          "The webhook source '"
              + name
              + "' has no secret, so that nothing it receives could be verified.",
          "Set the environment variable "
              + secrets
              + " to the signing secret that the sender shows for this webhook."
              + (sender.bringsSecret()
                  ? " If the sender has still to bring it, set "
                      + SourceSettings.prefix(name)
                      + "learn-secret to true."
                  : ""));
    }
    if (settings.secrets().stream().anyMatch(Secret::isGarbled)) {
      throw new InvalidSettingException(
          "A secret of the webhook source '"
              + name
              + "' holds characters that this locale cannot read.",
          "Start with LC_ALL=C.UTF-8, so that the secret is read as UTF-8.");
    }
    if (settings.secrets().stream().anyMatch(Secret::endsInLineEnd)) {
      throw new InvalidSettingException(
          "A secret of the webhook source '" + name + "' ends in a line end.",
          "Set " + secrets + " to the secret alone.");
    }
    try {
      return new SourceSecrets(
          settings.secrets(),
          settings.learnSecret() ? new LearnedSecret(name, folder) : null,
          keys ->
              new SignatureVerifier(sender.scheme(), keys, sender.tolerance(), Clock.systemUTC()));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          "A secret of the webhook source '" + name + "' cannot be used: " + e.getMessage(),
          "Set " + secrets + " to the secret as the sender shows it.");
    }
  }
}
