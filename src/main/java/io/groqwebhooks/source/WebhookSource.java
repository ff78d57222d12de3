package io.groqwebhooks.source;

import io.groqwebhooks.event.EnvelopeReader;
import io.groqwebhooks.secrets.FileSecret;
import io.groqwebhooks.secrets.FollowedSecrets;
import io.groqwebhooks.secrets.SecretFiles;
import io.groqwebhooks.secrets.SecretFilesWatch;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureVerifier;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
   * The source with these settings. If its secrets are in files, these are followed as long as this
   * process runs.
   *
   * @throws InvalidSettingException if one of them cannot be used
   */
  public static WebhookSource of(String name, SourceSettings settings, SenderFiles files) {
    return of(
        name,
        settings,
        Map::of,
        files,
        Path.of(WebhookSettings.SECRETS_DIR),
        new SecretFilesWatch());
  }

  /**
   * The same beside other sources, whose secrets its doctor recognizes.
   *
   * @param others gives the secrets of other sources, by their names
   * @param secretsFolder where a secret is kept that its sender brings
   * @param watch follows the files that hold its secrets
   * @throws InvalidSettingException if one of its settings cannot be used
   */
  static WebhookSource of(
      String name,
      SourceSettings settings,
      Supplier<Map<String, List<Secret>>> others,
      SenderFiles files,
      Path secretsFolder,
      SecretFilesWatch watch) {
    Sender sender = Sender.of(name, settings, files);
    SourceSecrets secrets = secrets(name, settings, sender, secretsFolder, watch);
    return new WebhookSource(
        name,
        settings.pathOf(name),
        sender,
        secrets,
        new EnvelopeReader(sender.layout()),
        Math.toIntExact(settings.maxBodySize().bytes()),
        verifyToken(name, settings, sender),
        new Doctor(name, sender, secrets::all, others, files, Clock.systemUTC()),
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
      String name, SourceSettings settings, Sender sender, Path folder, SecretFilesWatch watch) {
    if (settings.learnSecret() && !sender.bringsSecret()) {
      throw new InvalidSettingException(
          SourceSettings.prefix(name) + "learn-secret is true, and its sender brings no secret",
          "Remove it, and set the secret.");
    }
    String secrets =
        SourceSettings.secretVariable(name) + " (or " + SourceSettings.prefix(name) + "secrets)";
    if (settings.secrets().isEmpty()
        && settings.secretFiles() == null
        && sender.needsSecret()
        && !settings.learnSecret()) {
      throw new InvalidSettingException(
          "The webhook source '"
              + name
              + "' has no secret, so that nothing it receives could be verified.",
          "Set the environment variable "
              + secrets
              + " to the signing secret that the sender shows for this webhook, or "
              + SourceSettings.secretFilesProperty(name)
              + " to a file that holds it."
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
    Function<List<Secret>, SignatureVerifier> verifiers =
        keys -> new SignatureVerifier(sender.scheme(), keys, sender.tolerance(), Clock.systemUTC());
    SecretFiles files =
        SecretFiles.of(SourceSettings.secretFilesProperty(name), settings.secretFiles());
    FollowedSecrets followed =
        files == null
            ? null
            : new FollowedSecrets(
                name,
                files,
                keys -> {
                  SignatureVerifier unused = verifiers.apply(keys);
                });
    List<FileSecret> held = followed == null ? List.of() : followed.secrets();
    checkNumber(name, held, settings.secrets());
    try {
      LearnedSecret learned = settings.learnSecret() ? new LearnedSecret(name, folder) : null;
      SourceSecrets all = new SourceSecrets(held, settings.secrets(), learned, verifiers);
      if (followed != null) {
        all.follow(followed, watch);
      }
      return all;
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          "A secret of the webhook source '" + name + "' cannot be used: " + e.getMessage(),
          "Set " + secrets + " to the secret as the sender shows it.");
    }
  }

  private static void checkNumber(String name, List<FileSecret> held, List<Secret> set) {
    long number =
        Stream.concat(held.stream().map(FileSecret::secret), set.stream()).distinct().count();
    InvalidSettingException.unless(
        number <= SourceSettings.MOST_SECRETS,
        SourceSettings.secretFilesProperty(name),
        "files with at most "
            + SourceSettings.MOST_SECRETS
            + " secrets, those that are set among them, because each request is compared with all",
        number);
  }
}
